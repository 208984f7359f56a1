import { Conformance } from './conformance.js';
import { wrongEntries } from './unreachable.js';

const COUNT = Number(process.env.OPENAPI_REQUESTS ?? 20_000);
const SEED = Number(process.env.OPENAPI_SEED ?? Date.now() % 2 ** 31);

describe(`with OPENAPI_SEED=${SEED}, ${COUNT} requests from the document`, () => {
  let conformance: Conformance;
  beforeAll(async () => {
    conformance = await Conformance.open();
    await conformance.send(COUNT, SEED);
    await conformance.sendTooMany();
  }, 900_000);
  afterAll(() => conformance.close());

  it('have documented answers', () => {
    const faults = [...conformance.faults].map(([what, { example, count }]) => `${what} (${count} times)\n  ${example}`);
    expect(faults).toEqual([]);
  });

  it('reach no status that is listed as out of reach', () => {
    expect(wrongEntries(conformance.reached)).toEqual([]);
  });
});
