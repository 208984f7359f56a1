/** One part of a class that is marked by itself, such as the final exam. */
export interface Component {
  /** Unique within its class, e.g. `final`. */
  readonly key: string;
  readonly name: string;
  /** Share of the result in percent; the weights of a class sum to 100. */
  readonly weight: number;
}

/** Marks by the key of their component, in hundredths; a mark that was not entered is not there. */
export type Marks = Readonly<Record<string, number>>;

/** Components as nothing but themselves, whatever class they are instances of. */
export function plainComponents(components: readonly Component[]): Component[] {
  return components.map(({ key, name, weight }) => ({ key, name, weight }));
}
