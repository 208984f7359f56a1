/** Thrown when data on disk cannot be opened: it is damaged, not readable, or in use by another process. The data is not changed. */
export class DamagedData extends Error {
  constructor(path: string, reason: string, cause?: unknown) {
    super(`${path} cannot be opened: ${reason}`, { cause });
  }
}
