/** What a generated client answers with: the one or the other. */
interface Outcome<Data, Problem> {
  data?: Data;
  error?: Problem;
  response?: Response;
}

/** What was asked for. */
export async function given<Data>(call: Promise<Outcome<Data, unknown>>): Promise<NonNullable<Data>> {
  const { data, error } = await call;
  if (error !== undefined || data == null) throw new Error(`Refused: ${JSON.stringify(error)}`, { cause: error });
  return data;
}

/** What was done, and leaves nothing to tell. */
export async function done(call: Promise<Outcome<unknown, unknown>>): Promise<void> {
  const { error, response } = await call;
  if (response?.status !== 204) throw new Error(`Not done: ${JSON.stringify(error)}`);
}

/** Why the app refused it. What stands before the app on AWS refuses without a code. */
export async function refused<Problem>(call: Promise<Outcome<unknown, Problem>>): Promise<Extract<Problem, { code: string }>> {
  const { data, error } = await call;
  if (typeof error !== 'object' || error === null || !('code' in error)) throw new Error(`Not refused: ${JSON.stringify(data ?? error)}`);
  return error as Extract<Problem, { code: string }>;
}

/** The version that an answer is of, for `If-Match`. */
export async function etagOf(call: Promise<Outcome<unknown, unknown>>): Promise<{ 'If-Match': string }> {
  return { 'If-Match': (await call).response!.headers.get('etag')! };
}

/** All items of a list, asked for page by page. */
export async function walk<Item>(
  page: (cursor?: string) => Promise<Outcome<{ items: Item[]; nextCursor: string | null }, unknown>>,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const { items: more, nextCursor } = await given(page(cursor));
    items.push(...more);
    cursor = nextCursor;
  }
  return items;
}
