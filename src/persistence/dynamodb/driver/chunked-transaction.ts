import { DomainError } from '../../../core/errors/domain-error.js';
import { ConditionsFailed, type Action, type Database } from './database.js';

/** One change of many things, more than fit into a transaction. */
export interface ChunkedTransaction<T> {
  /** All different. */
  readonly things: readonly T[];
  readonly idOf: (thing: T) => string;
  /** How many things go into one transaction. */
  readonly atOnce: number;
  /** Actions on what the things of a transaction share. If one fails, all things that still wait are refused. */
  readonly shared: (chunk: readonly T[]) => readonly Action[];
  /** Actions on one thing. If one fails, that thing is refused, and the others are tried again without it. */
  readonly each: (thing: T) => readonly Action[];
}

/** The failure of a shared action that fewer things would pass: the first `count` are tried alone. If it is 0, those of the transaction are refused. */
export class CapacityLeft extends Error {
  constructor(
    readonly count: number,
    readonly refusal: DomainError,
  ) {
    super(refusal.message);
  }
}

/**
 * Makes the change in one transaction after another, in the order of the things.
 * @returns why things were refused, by their ids; all others are done
 * @throws what stops the first transaction. What stops a later one refuses the things that are left, since those before are done
 */
export async function transactInChunks<T>(database: Database, batch: ChunkedTransaction<T>): Promise<ReadonlyMap<string, DomainError>> {
  const refusals = new Map<T, DomainError>();
  const done = new Set<T>();
  let limit = batch.atOnce;
  for (;;) {
    const waiting = batch.things.filter((thing) => !done.has(thing) && !refusals.has(thing));
    if (waiting.length === 0) return new Map(Array.from(refusals, ([thing, error]) => [batch.idOf(thing), error]));

    const chunk = waiting.slice(0, limit);
    const actions = [batch.shared(chunk), ...chunk.map((thing) => batch.each(thing))];
    const failure = await attempt(database, actions, done.size > 0);
    limit = batch.atOnce;
    if (!failure) {
      chunk.forEach((thing) => done.add(thing));
    } else {
      failure.each.forEach((error, index) => error && refusals.set(chunk[index]!, error));
      if (failure.shared instanceof CapacityLeft) {
        // Things in later transactions are still tried: each may have a reason of its own.
        if (failure.shared.count === 0) refuse(chunk, failure.shared.refusal, refusals);
        else limit = failure.shared.count;
      } else if (failure.shared) refuse(waiting, failure.shared, refusals);
    }
  }
}

interface Failure {
  readonly shared?: DomainError | CapacityLeft;
  readonly each: readonly (DomainError | undefined)[];
}

/** Tries one transaction. @returns why it failed; undefined if it did not */
async function attempt(database: Database, groups: readonly (readonly Action[])[], isLater: boolean): Promise<Failure | undefined> {
  try {
    await database.tryTransact(groups.flat());
    return undefined;
  } catch (error) {
    if (error instanceof ConditionsFailed) return failureOf(error.errors, groups);
    if (isLater && error instanceof DomainError) return { shared: error, each: [] };
    throw error;
  }
}

/** The first error of each group of actions. @throws an error that is not a domain error */
function failureOf(errors: readonly (Error | undefined)[], groups: readonly (readonly Action[])[]): Failure {
  const foreign = errors.find((error) => error && !(error instanceof DomainError) && !(error instanceof CapacityLeft));
  if (foreign) throw foreign;
  let end = 0;
  const [shared, ...each] = groups.map((group) => errors.slice(end, (end += group.length)).find((error) => error !== undefined));
  return { shared: shared as Failure['shared'], each: each as Failure['each'] };
}

function refuse<T>(things: readonly T[], error: DomainError, refusals: Map<T, DomainError>): void {
  things.filter((thing) => !refusals.has(thing)).forEach((thing) => refusals.set(thing, error));
}
