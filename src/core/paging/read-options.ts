/** How a thing is read. */
export interface ReadOptions {
  /** Sees every write that was answered before; what a change is based on is read like this. Otherwise the copy read may lag behind. */
  readonly consistent?: boolean;
}
