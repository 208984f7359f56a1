import { DomainError } from '../../../core/errors/domain-error.js';
import { ConditionsFailed, type Action, type Database } from './database.js';

/** One change of many things, more than a transaction may hold. */
export interface ChunkedTransaction<T> {
  /** All different. */
  readonly things: readonly T[];
  /** How many things go in one transaction. */
  readonly atOnce: number;
  /** Actions on what the things of a transaction share. Where one fails, all that still wait are refused. */
  readonly shared: (chunk: readonly T[]) => readonly Action[];
  /** Actions on one thing. Where one fails, that thing is refused, and the others are tried again without it. */
  readonly each: (thing: T) => readonly Action[];
}

/** The failure of a shared action that would not fail for fewer things: the first `count` are tried alone; with none, those of the transaction are refused. */
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
 * @returns for each thing what refused it, or undefined where it was done
 * @throws whatever stopped the first transaction; what stops a later one is told of the things left, since those before are done
 */
export async function transactInChunks<T>(database: Database, batch: ChunkedTransaction<T>): Promise<(DomainError | undefined)[]> {
  const refusals = new Map<T, DomainError>();
  const done = new Set<T>();
  let limit = batch.atOnce;
  for (;;) {
    const waiting = batch.things.filter((thing) => !done.has(thing) && !refusals.has(thing));
    if (waiting.length === 0) return batch.things.map((thing) => refusals.get(thing));

    const chunk = waiting.slice(0, limit);
    const actions = [batch.shared(chunk), ...chunk.map((thing) => batch.each(thing))];
    const failure = await attempt(database, actions, done.size > 0);
    limit = batch.atOnce;
    if (!failure) {
      chunk.forEach((thing) => done.add(thing));
    } else {
      failure.each.forEach((error, index) => error && refusals.set(chunk[index]!, error));
      if (failure.shared instanceof CapacityLeft) {
        // Those in later transactions are still tried: each may have a reason of its own.
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

/** The first error of each group of actions. @throws an error that is none of the domain */
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
