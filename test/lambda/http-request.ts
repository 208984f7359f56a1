/** A request as it came over the wire. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query, as they were sent. */
  readonly target: string;
  /** Names as they were sent, each as often as it was sent. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** Of whoever is connected. */
  readonly address: string;
}
