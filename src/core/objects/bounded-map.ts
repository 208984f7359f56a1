/** A map that forgets its oldest entry when it is full. An entry that is set again becomes the newest. */
export class BoundedMap<Key, Value> extends Map<Key, Value> {
  constructor(private readonly maxSize: number) {
    super();
  }

  override set(key: Key, value: Value): this {
    this.delete(key);
    if (this.size >= this.maxSize) this.delete(this.keys().next().value!);
    return super.set(key, value);
  }
}
