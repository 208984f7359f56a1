import { Injectable } from '@nestjs/common';
import { Page, type PageRequest } from '../../core/paging/page.js';
import { isNewer, type ListedTerm, type Term } from '../terms/term.js';
import { ALL_TERMS, TermsRepository } from '../terms/terms.repository.js';
import { ClassesRepository } from './classes.repository.js';
import type { SchoolClass } from './school-class.js';

/** Where a page begins. */
interface Position extends Pick<Term, 'code' | 'startDate'> {
  /** The position in the list of the term; absent at its beginning. */
  readonly after?: string;
  /** The number of classes of the term that were listed. */
  readonly listed: number;
}

/** A term, and how many classes of it a page takes. */
interface Portion extends Position {
  readonly limit: number;
}

/** Lists all classes, term by term. */
@Injectable()
export class AllClassesService {
  constructor(
    private readonly classes: ClassesRepository,
    private readonly terms: TermsRepository,
  ) {}

  /**
   * Lists classes by term, newest first unless the page asks for the other order, then by code. Reads the terms, and then all terms of the page at once. If classes were added or deleted
   * meanwhile, the page can be short.
   */
  async list({ limit, after, descending = true }: PageRequest): Promise<Page<SchoolClass>> {
    const begin = after === undefined ? undefined : (JSON.parse(after) as Position);
    const positions = remaining((await this.terms.list(ALL_TERMS)).items, descending, begin);
    const portions = toPortions(positions, limit);
    const pages = await Promise.all(
      portions.map((part) => this.classes.list({ term: part.code }, { limit: part.limit, after: part.after })),
    );

    const items: SchoolClass[] = [];
    for (const [index, page] of pages.entries()) {
      const portion = portions[index]!;
      if (items.length + page.items.length > limit) return new Page(items, encode(portion));
      items.push(...page.items);
      if (page.next !== undefined) {
        return new Page(items, encode({ ...portion, after: page.next, listed: portion.listed + page.items.length }));
      }
    }
    const next = positions[portions.length];
    return new Page(items, next && encode(next));
  }
}

/** The terms with classes from a position on, the newest or the oldest first. The term of the position may be deleted, or have other dates. */
function remaining(terms: readonly ListedTerm[], newestFirst: boolean, begin?: Position): (Position & { readonly count: number })[] {
  const isBefore = (one: Position | ListedTerm, other: ListedTerm) => (newestFirst ? isNewer(one, other) : isNewer(other, one));
  const sorted = [...terms].sort((one, other) => (isBefore(one, other) ? -1 : 1));
  const first = begin ? sorted.findIndex((term) => term.code === begin.code || isBefore(begin, term)) : 0;
  return (first < 0 ? [] : sorted.slice(first)).flatMap(({ code, startDate, classCount }) => {
    if (code === begin?.code) return { ...begin, count: classCount - begin.listed };
    return classCount > 0 ? { code, startDate, listed: 0, count: classCount } : [];
  });
}

/** As many terms as fill a page. */
function toPortions(positions: readonly (Position & { readonly count: number })[], limit: number): Portion[] {
  const portions: Portion[] = [];
  let left = limit;
  for (const { count, ...position } of positions) {
    if (left <= 0) break;
    portions.push({ ...position, limit: left });
    left -= Math.max(count, 0);
  }
  return portions;
}

function encode({ code, startDate, after, listed }: Position): string {
  return JSON.stringify({ code, startDate, after, listed });
}
