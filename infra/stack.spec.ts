import { packageStage, type Packaged } from './packaged.js';
import { whatIsKept } from './template-tests/data.js';
import { whatIsApartAtTheEdge, whatIsAtTheEdge } from './template-tests/edge.js';
import { whoComesIn } from './template-tests/http.js';
import { whatIsAlike, whatIsApart, whatIsMade } from './template-tests/resources.js';
import { whatIsAllowed } from './template-tests/permissions.js';
import { whatIsWatched } from './template-tests/alarms.js';

const VARIANTS = ['dev', 'staging', 'prod'].flatMap((stage) => ['us-east-1', 'ap-southeast-1'].map((region) => [stage, region] as const));
/** Other stages with the parameters of prod. */
const LIKE_PROD = ['dev', 'staging'].map((stage) => [stage, 'us-east-1', 'prod'] as const);

/** Each stage in each region, packaged as it would be deployed, without an account or a network. */
describe('the stack', () => {
  const packaged = new Map<string, Packaged>();

  beforeAll(async () => {
    // Two at a time: each is a process of its own.
    const waiting: Parameters<typeof packageStage>[] = [...VARIANTS, ...LIKE_PROD].map((variant) => [...variant]);
    const packageNext = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) packaged.set(next.join(), await packageStage(...next));
    };
    await Promise.all([packageNext(), packageNext()]);
  }, 120_000);

  describe.each(VARIANTS)('%s in %s', (...variant) => {
    const one = () => packaged.get(variant.join())!;
    const itself = { stack: () => one().stack };
    whatIsMade(one);
    whoComesIn(itself);
    whatIsAllowed(itself);
    whatIsKept(itself);
    whatIsWatched(itself);
    whatIsAtTheEdge(itself);
  });

  describe('side by side', () => {
    const those = (variants: readonly (readonly string[])[]) => variants.map((variant) => packaged.get(variant.join())!);
    whatIsApart(() => those(VARIANTS));
    whatIsAlike(
      () => those([['prod', 'us-east-1']])[0]!,
      () => those(LIKE_PROD),
    );
  });
  describe('the edge on its own', () => whatIsApartAtTheEdge());
});
