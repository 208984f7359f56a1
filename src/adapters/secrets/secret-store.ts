/** Keeps what only the app may know, in the cloud. */
export abstract class SecretStore {
  /** What a secret is now. @throws Unavailable if it cannot be read */
  abstract read(id: string): Promise<string>;
}
