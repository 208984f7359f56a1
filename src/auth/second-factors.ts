/** The second factors of people, as the user pool knows them. */
export abstract class SecondFactors {
  /** Whether a person must enter a code of an authenticator app to sign in. @throws Unavailable */
  abstract hasAuthenticatorApp(userId: string): Promise<boolean>;
}
