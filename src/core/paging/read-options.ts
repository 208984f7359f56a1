export interface ReadOptions {
  /** Includes every completed write. Use it for what a change is based on. Other reads can lag behind. */
  readonly consistent?: boolean;
}
