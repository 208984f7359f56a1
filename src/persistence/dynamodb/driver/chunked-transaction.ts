import { DomainError } from '../../../core/errors/domain-error.js';
import { type Action, ConditionsFailed, type Database } from './database.js';

/** A change of more items than fit into one transaction. */
export interface ChunkedTransaction<T> {
  /** Different items, in order. */
  readonly items: readonly T[];
  readonly idOf: (item: T) => string;
  /** Checks without which nothing more is written. If one fails in the first transaction, nothing is written at all, and its error is thrown. */
  readonly required: (chunk: readonly T[]) => readonly Action[];
  /** Actions that the items of a transaction share. If one fails, all waiting items are refused. */
  readonly shared: (chunk: readonly T[]) => readonly Action[];
  /** Actions on one item. If one fails, the item is refused, and the others are tried again without it. */
  readonly each: (item: T) => readonly Action[];
}

/** The actions that a transaction can have. */
const MAX_ACTIONS = 100;

/** Fails a shared action that would succeed with `count` items. The first `count` items are tried alone. With 0, the whole chunk is refused. */
export class CapacityLeft extends Error {
  constructor(
    readonly count: number,
    readonly refusal: DomainError,
  ) {
    super(refusal.message);
  }
}

/**
 * Writes the items in one transaction after another, in their order, as many in each as fit.
 * @returns why items were refused, by their ids; all others are written
 * @throws the error that stops the first transaction. An error that stops a later one refuses the remaining items, because earlier items are written
 */
export async function transactInChunks<T>(database: Database, batch: ChunkedTransaction<T>): Promise<ReadonlyMap<string, DomainError>> {
  const refusals = new Map<T, DomainError>();
  const done = new Set<T>();
  let limit = Infinity;
  for (;;) {
    const waiting = batch.items.filter((item) => !done.has(item) && !refusals.has(item));
    if (waiting.length === 0) return new Map(Array.from(refusals, ([item, error]) => [batch.idOf(item), error]));

    const { chunk, actions } = firstOf(waiting, batch, limit);
    const failure = await attempt(database, actions, done.size > 0);
    limit = Infinity;
    if (!failure) {
      chunk.forEach((item) => done.add(item));
    } else {
      failure.each.forEach((error, index) => error && refusals.set(chunk[index]!, error));
      if (failure.shared instanceof CapacityLeft) {
        // Later items are still tried, because each may be refused for a different reason.
        if (failure.shared.count === 0) refuse(chunk, failure.shared.refusal, refusals);
        else limit = failure.shared.count;
      } else if (failure.shared) refuse(waiting, failure.shared, refusals);
    }
  }
}

/** The first items that fit into one transaction, at most `limit`, and its actions: those required, those shared, and those of each item. */
function firstOf<T>(waiting: readonly T[], batch: ChunkedTransaction<T>, limit: number): { chunk: T[]; actions: (readonly Action[])[] } {
  const chunk: T[] = [];
  const each: (readonly Action[])[] = [];
  let left = MAX_ACTIONS - batch.required(waiting).length - batch.shared(waiting).length;
  for (const item of waiting.slice(0, limit)) {
    const actions = batch.each(item);
    left -= actions.length;
    if (left < 0 && chunk.length > 0) break;
    chunk.push(item);
    each.push(actions);
  }
  return { chunk, actions: [batch.required(chunk), batch.shared(chunk), ...each] };
}

interface Failure {
  readonly shared?: DomainError | CapacityLeft;
  readonly each: readonly (DomainError | undefined)[];
}

/** Tries one transaction. Returns undefined if it succeeds. */
async function attempt(database: Database, groups: readonly (readonly Action[])[], isLater: boolean): Promise<Failure | undefined> {
  try {
    await database.tryTransact(groups.flat());
    return undefined;
  } catch (error) {
    const stop = error instanceof ConditionsFailed ? error.errors.slice(0, groups[0]!.length).find(isError) : (error as Error);
    if (stop === undefined) return toFailure((error as ConditionsFailed).errors, groups);
    if (isLater && stop instanceof DomainError) return { shared: stop, each: [] };
    throw stop;
  }
}

/** The first error of each group of actions. @throws an error that is not a domain error */
function toFailure(errors: readonly (Error | undefined)[], groups: readonly (readonly Action[])[]): Failure {
  const unexpected = errors.find((error) => error && !(error instanceof DomainError) && !(error instanceof CapacityLeft));
  if (unexpected) throw unexpected;
  let end = 0;
  const [, shared, ...each] = groups.map((group) => errors.slice(end, (end += group.length)).find(isError));
  return { shared: shared as Failure['shared'], each: each as Failure['each'] };
}

function isError(error: Error | undefined): error is Error {
  return error !== undefined;
}

function refuse<T>(items: readonly T[], error: DomainError, refusals: Map<T, DomainError>): void {
  items.filter((item) => !refusals.has(item)).forEach((item) => refusals.set(item, error));
}
