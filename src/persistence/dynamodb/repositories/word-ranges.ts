import { type Role, ROLES } from '../../../auth/actor.js';
import { beginsWith, type SearchTerm } from '../../../core/text/search-words.js';
import { expression, type Expression, joined } from '../driver/expression.js';
import type { Range } from '../driver/range.js';
import type { Item } from '../schema/item.js';
import { wordPartition } from '../schema/keys.js';
import { shorten } from '../schema/word-item.js';

/** The ranges that have each user of the role who has the words. Reads by the longest word, which the fewest have, and filters by the others. */
export function toWordRanges(terms: readonly SearchTerm[], role?: Role): { ranges: Range[]; isHit: (item: Item) => boolean } {
  const [longest, ...others] = terms.map((term) => term.map(shorten)).sort((one, other) => other[0]!.length - one[0]!.length);
  const conditions = others.map((term) => expression`(${joined(term.map(contains), ' OR ')})`);
  const filter = conditions.length > 0 ? joined(conditions, ' AND ') : undefined;
  const ranges = (role ? [role] : ROLES).flatMap((each) =>
    longest!.map((prefix) => ({ partition: wordPartition(each, prefix), prefix, filter })),
  );
  // Several words of a user can begin with the searched one. Only the item of the first counts.
  const isHit = ({ email, words }: Item) =>
    (words as string).split(' ').find((word) => word && beginsWith(word, longest!)) === (email as string).split('#')[0];
  return { ranges, isHit };
}

function contains(spelling: string): Expression {
  return expression`contains(#words, ${` ${spelling}`})`;
}
