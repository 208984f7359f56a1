import { type Component, plainComponents } from '../../../features/grading/component.js';
import type { Item } from './item.js';

/**
 * Components as they are stored. Bonus components stand beside the regular ones, whose weights sum to 100: so versions that know no bonus compute no result
 * with one.
 */
export interface StoredComponents {
  readonly components: readonly Component[];
  /** Absent without any. */
  readonly bonusComponents?: readonly Component[];
}

/** The attributes of components. */
export function toComponentsItem(components: readonly Component[]): Record<keyof StoredComponents, Item[string]> {
  const plain = plainComponents(components).map((component) => ({ ...component }));
  const bonuses = plain.filter(({ bonus }) => bonus);
  return { components: plain.filter(({ bonus }) => !bonus), bonusComponents: bonuses.length > 0 ? bonuses : undefined };
}

/** The components of a stored thing. */
export function fromComponentsItem<T extends StoredComponents>({ bonusComponents = [], ...thing }: T): Omit<T, 'bonusComponents'> {
  return { ...thing, components: [...thing.components, ...bonusComponents] };
}
