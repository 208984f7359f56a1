/** An answer of a generated client. */
interface Outcome<Data, Problem> {
  data?: Data;
  error?: Problem;
  response?: Response;
}

/** The body of a successful answer. */
export async function given<Data>(call: Promise<Outcome<Data, unknown>>): Promise<NonNullable<Data>> {
  const { data, error } = await call;
  if (error !== undefined || data == null) throw new Error(`Refused: ${JSON.stringify(error)}`, { cause: error });
  return data;
}

/** Expects an answer without a body. */
export async function done(call: Promise<Outcome<unknown, unknown>>): Promise<void> {
  const { error, response } = await call;
  if (response?.status !== 204) throw new Error(`Not done: ${JSON.stringify(error)}`);
}

/** The problem of a rejected request. Problems of the gateway on AWS have no code. */
export async function refused<Problem>(call: Promise<Outcome<unknown, Problem>>): Promise<Extract<Problem, { code: string }>> {
  const { data, error } = await call;
  if (typeof error !== 'object' || error === null || !('code' in error)) throw new Error(`Not refused: ${JSON.stringify(data ?? error)}`);
  return error as Extract<Problem, { code: string }>;
}

/** The `If-Match` header with the version of an answer. */
export async function etagOf(call: Promise<Outcome<unknown, unknown>>): Promise<{ 'If-Match': string }> {
  return { 'If-Match': (await call).response!.headers.get('etag')! };
}

/** Reads all pages of a list. */
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
