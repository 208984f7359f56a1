/** A request as the client sent it. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query, still encoded. */
  readonly target: string;
  /** Names with their letter case, and repeated headers as separate entries. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** The IP address of the client. */
  readonly address: string;
}
