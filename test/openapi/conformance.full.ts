import { OPERATIONS } from '../fuzz/document.js';
import { Conformance } from './conformance.js';
import { statusesToReach, wrongEntries } from './unreachable.js';

const ALL = 20_000;
const COUNT = Number(process.env.OPENAPI_REQUESTS ?? ALL);
const isOfAll = COUNT >= ALL;
const SEED = Number(process.env.OPENAPI_SEED ?? Date.now() % 2 ** 31);

describe(`with OPENAPI_SEED=${SEED}, ${COUNT} requests from the document`, () => {
  let conformance: Conformance;
  const unreached = () => statusesToReach().filter((status) => !conformance.reached.has(status));
  const lacking = () => OPERATIONS.filter(({ id }) => unreached().some((status) => status.startsWith(`${id} `)));
  beforeAll(async () => {
    conformance = await Conformance.open();
    await conformance.sendTooMany();
    await conformance.send(COUNT, SEED, () => (isOfAll ? lacking() : []));
  }, 1_800_000);
  afterAll(() => conformance.close());

  it('have documented answers', () => {
    const faults = [...conformance.faults].map(([what, { example, count }]) => `${what} (${count} times)\n  ${example}`);
    expect(faults).toEqual([]);
  });

  // A part of the requests reaches a part of the document.
  const ofAll = isOfAll ? it : it.skip;

  ofAll('reach every documented status, except those that are listed as out of reach', () => {
    expect(unreached()).toEqual([]);
  });

  it('reach no status that is listed as out of reach', () => {
    expect(wrongEntries(conformance.reached)).toEqual([]);
  });
});
