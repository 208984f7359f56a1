/** Stores the secrets of the app in the cloud. */
export abstract class SecretStore {
  /** Reads the current value of a secret. @throws Unavailable if it cannot be read */
  abstract read(id: string): Promise<string>;
}
