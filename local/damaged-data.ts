/** Thrown when data on disk cannot be opened: it is damaged, not ours to read, or in use by another process. It is left as it is. */
export class DamagedData extends Error {
  constructor(path: string, reason: string, cause?: unknown) {
    super(`${path} cannot be opened: ${reason}`, { cause });
  }
}
