/** What was first written under a key. */
export interface FirstVersion {
  readonly key: string;
  readonly version: string;
  /** In bytes. */
  readonly size: number;
  /** Whether another version or a deletion followed. Neither changes the first version. */
  readonly wasReplaced: boolean;
}

/** Texts that are never replaced. */
export abstract class WriteOnceStorage {
  /** Lists what was first written under each key with a prefix, by key. @throws Unavailable */
  abstract list(prefix: string): Promise<FirstVersion[]>;

  /** @throws Unavailable */
  abstract read(object: FirstVersion): Promise<string>;

  /** @returns false, and changes nothing, if the key has a text already @throws Unavailable */
  abstract write(key: string, text: string): Promise<boolean>;
}
