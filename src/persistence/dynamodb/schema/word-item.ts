import { searchWords, toSortName, type User } from '../../../features/users/user.js';
import type { Item, Key } from './item.js';
import { keys } from './keys.js';

const MAX_WORDS = 12;
/** A sort key has at most 1,024 bytes, and a sort name can have 938. */
const MAX_CHARACTERS = 21;

/** The items by which a search finds a user, one for each word. No index takes them, because they have no `role` and no `sortName`. */
export function toWordItems(user: User): Item[] {
  const words = [...new Set(searchWords(user).map(shorten))].slice(0, MAX_WORDS);
  // A filter finds the beginning of a word behind a space.
  const shared = { userId: user.id, userEmail: user.email, words: words.map((word) => ` ${word}`).join('') };
  return words.map((word) => ({ ...keys.userWord(user.role, word, toSortName(user)), ...shared }));
}

/** The key of the user whom a search finds by the item. */
export function toUserKey({ userId, userEmail }: Item): Key {
  return keys.user(userId as string, userEmail as string);
}

/** The part of a word that items contain. */
export function shorten(word: string): string {
  return [...word].slice(0, MAX_CHARACTERS).join('');
}
