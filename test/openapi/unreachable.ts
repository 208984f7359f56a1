import { type Operation, OPERATIONS } from '../fuzz/document.js';

/** A documented status that no generated request reaches, and why. An entry that is reached must go. */
interface Unreachable {
  readonly status: number;
  readonly of: (operation: Operation) => boolean;
  readonly why: string;
}

const every = () => true;
const only =
  (...ids: string[]) =>
  ({ id }: Operation) =>
    ids.includes(id);
const isConditional = ({ parameters }: Operation) => parameters.some(({ name }) => name === 'If-Match');

export const UNREACHABLE: readonly Unreachable[] = [
  { status: 500, of: every, why: 'a fault of the app or of the gateway' },
  { status: 503, of: every, why: 'AWS does not answer, or the server is overloaded' },
  { status: 429, of: only('healthLive'), why: 'the app does not limit it: only the firewall of AWS does' },
  { status: 403, of: ({ isPublic }) => isPublic, why: 'only the firewall of AWS sends it' },
  { status: 412, of: (operation) => !isConditional(operation), why: 'two requests change one thing at the same moment' },
  { status: 409, of: only('meSignOut'), why: 'another request changes the account at the same moment' },
  { status: 409, of: only('classesUnarchive'), why: 'the lecturer of an archived class has left the school' },
  {
    status: 409,
    of: only('externalResultsCreate', 'externalResultsChange', 'externalResultsDelete'),
    why: 'the student has 100 external results, or was anonymised',
  },
  { status: 422, of: only('materialsAdd'), why: 'the storage accepts no other file than the announced one' },
];

/** The documented statuses, by operation, that must be reached. */
export function statusesToReach(): string[] {
  return OPERATIONS.flatMap((operation) =>
    Object.keys(operation.responses)
      .filter((status) => !UNREACHABLE.some((each) => String(each.status) === status && each.of(operation)))
      .map((status) => `${operation.id} ${status}`),
  );
}

/** The entries of the list that say too much: something reached the status, or no operation documents it. */
export function wrongEntries(reached: ReadonlySet<string>): string[] {
  return UNREACHABLE.flatMap(({ status, of, why }) => {
    const documented = OPERATIONS.filter((operation) => of(operation) && operation.responses[status]).map(({ id }) => `${id} ${status}`);
    const wrong = documented.length === 0 ? ['no operation'] : documented.filter((each) => reached.has(each));
    return wrong.map((each) => `${each}: ${why}`);
  });
}
