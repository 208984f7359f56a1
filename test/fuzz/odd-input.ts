import { valueAt, withValue } from './body-cases.js';
import { type GoodCall, requestOf } from './call.js';
import { type Operation, OPERATIONS, propertiesOf, type Property } from './document.js';
import { etagOf, GOOD_CALLS } from './good-calls.js';
import { isFreeText, type Kind } from './values.js';
import type { Wire, WireAnswer } from './wire.js';
import { World } from './world.js';

/** Sends texts that look dangerous and are good to every route that takes text. */
export function describeOddInput(name: string, texts: readonly Kind[]): void {
  describe(name, () => oddInput(texts));
}

function oddInput(texts: readonly Kind[]): void {
  let world: World;
  let wire: Wire;
  beforeAll(async () => {
    world = await World.open();
    ({ wire } = world);
  });
  afterAll(() => world.close());

  /** Where any text is good: not what names an upload, or what a row of a list is refused for by itself. */
  const freeTextsOf = ({ body }: Operation, good: unknown): Property[] =>
    propertiesOf(body!, good).filter(({ path, schema }) => isFreeText(schema) && typeof valueAt(good, path) === 'string');
  const OPERATIONS_WITH_TEXT = OPERATIONS.filter(({ id }) => !['avatarsAdopt', 'userImportImport'].includes(id)).filter(
    ({ body }) => body && propertiesOf(body, {}).some(({ schema }) => isFreeText(schema)),
  );

  describe.each(texts)('with %s', (_what, text) => {
    it.each(OPERATIONS_WITH_TEXT.map((operation) => ({ name: `${operation.method} ${operation.path}`, operation })))(
      'is stored unchanged by $name',
      async ({ operation }) => {
        const call = await GOOD_CALLS[operation.id]!(world);
        const fitting = freeTextsOf(operation, call.body).filter(({ schema }) => text.length <= (schema.maxLength ?? Infinity));
        const body = fitting.reduce<unknown>((sofar, { path }) => JSON.parse(withValue(sofar, path, text)), call.body);
        const headers = await conditionOf(operation, call);

        const answer = await wire.send(requestOf(operation, { ...call, body, headers }));
        expect({ ok: answer.status < 300, text: answer.text }).toEqual({ ok: true, text: answer.text });
        const answers = [answer, ...(await readAgain(operation, call, answer))].filter(({ text: body }) => body !== '');
        for (const shown of answers.map((each) => JSON.parse(each.text) as unknown)) {
          const texts = fitting.map(({ path }) => valueAt(shown, path)).filter((each) => each !== undefined);
          expect(texts).toEqual(texts.map(() => JSON.parse(text)));
        }
      },
    );
  });

  /** What was written, as a read of it shows it: where there is one. */
  async function readAgain(operation: Operation, call: GoodCall, { headers }: WireAnswer): Promise<WireAnswer[]> {
    const path = headers.location ?? (operation.method === 'PATCH' ? requestOf(operation, call).path : undefined);
    if (typeof path !== 'string') return [];
    return [await wire.send({ ...requestOf(operation, { token: call.token, params: call.params }), method: 'GET', path })];
  }

  async function conditionOf(operation: Operation, call: GoodCall): Promise<Record<string, string>> {
    return operation.method === 'PATCH' && operation.parameters.some(({ name }) => name === 'If-Match')
      ? { 'if-match': await etagOf(wire, operation, call) }
      : {};
  }
}
