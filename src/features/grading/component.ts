/** One part of a class that gets its own mark, e.g. the final exam. */
export interface Component {
  /** Unique within its class, e.g. `final`. */
  readonly key: string;
  readonly name: string;
  /** Share of the result in percent; the weights of a class sum to 100. */
  readonly weight: number;
}

/** Marks in hundredths, by component key. A component without a mark is absent. */
export type Marks = Readonly<Record<string, number>>;

/** Plain copies, because DTO instances cannot be stored. */
export function plainComponents(components: readonly Component[]): Component[] {
  return components.map(({ key, name, weight }) => ({ key, name, weight }));
}
