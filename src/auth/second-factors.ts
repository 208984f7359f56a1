/** The second factors of people, as the user pool knows them. */
export abstract class SecondFactors {
  /** Whether an account needs a code of an authenticator app to sign in. @throws Unavailable */
  abstract hasAuthenticatorApp(accountId: string): Promise<boolean>;
}
