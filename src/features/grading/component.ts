/** A key is a column of the gradebook file and a property of plain objects. It must not clash with another column or with `constructor`. */
export const COMPONENT_KEY = /^(?!(?:studentcode|name|version|result|letter|constructor)$)[a-z][a-z0-9_-]{0,31}$/;

/** One part of a class that gets its own mark, e.g. the final exam. */
export interface Component {
  /** Unique within its class, e.g. `final`. */
  readonly key: string;
  readonly name: string;
  /** Share of the result in percent. The weights of the regular components of a class sum to 100. */
  readonly weight: number;
  /** Present on a component that can only add to a result: its weight is outside of the 100. */
  readonly bonus?: true;
}

/** In place of a mark. `EX`: excused, so that the component does not count for the student. `ABS`: absent, which counts as the worst mark. */
export const FLAGS = ['EX', 'ABS'] as const;
export type Flag = (typeof FLAGS)[number];

/** A mark in hundredths, or a flag in its place. */
export type Mark = number | Flag;

/** By component key. A component without a mark is absent. */
export type Marks = Readonly<Record<string, Mark>>;

export function isFlag(mark: unknown): mark is Flag {
  return (FLAGS as readonly unknown[]).includes(mark);
}

/** The marks that are numbers. */
export function numbersOf(marks: Marks): Record<string, number> {
  return Object.fromEntries(Object.entries(marks).filter((entry): entry is [string, number] => !isFlag(entry[1])));
}

/** The flags. Undefined without any. */
export function flagsOf(marks: Marks): Record<string, Flag> | undefined {
  const flags = Object.entries(marks).filter((entry): entry is [string, Flag] => isFlag(entry[1]));
  return flags.length > 0 ? Object.fromEntries(flags) : undefined;
}

/** Plain copies, because DTO instances cannot be stored. The regular components are first, as they are read. */
export function plainComponents(components: readonly Component[]): Component[] {
  const inOrder = [...components.filter(({ bonus }) => !bonus), ...components.filter(({ bonus }) => bonus)];
  return inOrder.map(({ key, name, weight, bonus }) => ({ key, name, weight, ...(bonus && { bonus }) }));
}
