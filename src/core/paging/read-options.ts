/** How to read a thing. */
export interface ReadOptions {
  /** Includes every completed write. Read like this whatever a change is based on; other reads may lag behind. */
  readonly consistent?: boolean;
}
