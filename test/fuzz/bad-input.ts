import { dataOf } from '../fixtures/dump.js';
import { type GoodCall, requestOf } from './call.js';
import { type BadCase, casesOf, type ForeignCursors } from './cases.js';
import { type Operation, OPERATIONS } from './document.js';
import { etagOf, GOOD_CALLS } from './good-calls.js';
import { faultsOf } from './verdict.js';
import type { Wire } from './wire.js';
import { World } from './world.js';

/** Sends every `step`th bad case of every route. A route begins one case further than the one before it, so that each kind of case is sent. */
export function describeBadInput(name: string, step: number): void {
  describe(name, () => badInput(step));
}

function badInput(step: number): void {
  let world: World;
  let wire: Wire;
  beforeAll(async () => {
    world = await World.open();
    ({ wire } = world);
  });
  afterAll(() => world.close());

  it('has a valid call for every route', () => {
    expect(Object.keys(GOOD_CALLS).sort()).toEqual(OPERATIONS.map(({ id }) => id).sort());
  });

  describe.each(OPERATIONS.map((operation, index) => ({ name: `${operation.method} ${operation.path}`, operation, index })))(
    'of $name',
    ({ operation, index }) => {
      it('is rejected with the name of the field, and changes nothing', async () => {
        const call = await goodCallOf(operation);
        const all = casesOf(operation, call, operation.isPaged ? await cursorsFor(operation, call) : undefined);
        const cases = all.filter((_case, number) => number % step === index % step);
        const before = await kept();
        const faults = (await Promise.all(cases.map((each) => judged(each)))).flat();
        const after = await kept();
        expect(faults).toEqual([]);
        expect(after).toEqual(before);
        const { status, text } = await wire.send(requestOf(operation, call));
        expect({ ok: status < 300, text }).toEqual({ ok: true, text });
      });
    },
  );

  async function kept(): Promise<object> {
    return { tables: await dataOf(world.school), mails: world.school.pool.outbox.length };
  }

  async function judged(bad: BadCase): Promise<string[]> {
    const answer = await wire.send(bad.request).catch((error: Error) => error);
    const faults = answer instanceof Error ? [`was not answered: ${answer.message}`] : faultsOf(bad, answer);
    return faults.map((fault) => `${bad.kind} ${fault}`);
  }

  async function goodCallOf(operation: Operation): Promise<GoodCall> {
    const call = await GOOD_CALLS[operation.id]!(world);
    if (!operation.parameters.some(({ name }) => name === 'If-Match')) return call;
    const etag = await etagOf(wire, operation, call);
    return { ...call, headers: { ...call.headers, 'if-match': etag } };
  }

  async function cursorsFor(operation: Operation, call: GoodCall): Promise<ForeignCursors> {
    const another = OPERATIONS.find(({ id }) => id === (operation.id === 'termsList' ? 'subjectsList' : 'termsList'))!;
    const [own, ofAnotherList, ofAnotherCaller] = await Promise.all([
      cursorOf(operation, call),
      cursorOf(another, { token: call.token }),
      cursorOf(operation, { ...call, token: call.anotherToken }),
    ]);
    return { own, ofAnotherList, ofAnotherCaller };
  }

  async function cursorOf(operation: Operation, call: GoodCall): Promise<string> {
    const answer = await wire.send(requestOf(operation, { ...call, query: { ...call.query, limit: '1' } }));
    const [, next] = /^<([^>]+)>; rel="next"$/.exec(String(answer.headers.link)) ?? [];
    if (!next) throw new Error(`${operation.path} has no second page: ${answer.text}`);
    return new URL(next, 'http://school.example').searchParams.get('cursor')!;
  }
}
