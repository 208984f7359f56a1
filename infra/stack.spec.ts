import { packageStage, type Packaged } from './packaged.js';
import { storageTests } from './template-tests/storage.js';
import { edgeStackTests, edgeTests } from './template-tests/edge.js';
import { httpTests } from './template-tests/http.js';
import { similarityTests, separationTests, resourceTests } from './template-tests/resources.js';
import { permissionTests } from './template-tests/permissions.js';
import { alarmTests } from './template-tests/alarms.js';

const VARIANTS = ['dev', 'staging', 'prod'].flatMap((stage) => ['us-east-1', 'ap-southeast-1'].map((region) => [stage, region] as const));
/** Other stages, with the parameters of prod. */
const LIKE_PROD = ['dev', 'staging'].map((stage) => [stage, 'us-east-1', 'prod'] as const);

/** Packages each stage in each region as a deployment does, without an account or a network. */
describe('the stack', () => {
  const packaged = new Map<string, Packaged>();

  beforeAll(async () => {
    // Two at a time, because each is a separate process.
    const waiting: Parameters<typeof packageStage>[] = [...VARIANTS, ...LIKE_PROD].map((variant) => [...variant]);
    const packageNext = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) packaged.set(next.join(), await packageStage(...next));
    };
    await Promise.all([packageNext(), packageNext()]);
  }, 120_000);

  describe.each(VARIANTS)('%s in %s', (...variant) => {
    const one = () => packaged.get(variant.join())!;
    const context = { stack: () => one().stack };
    resourceTests(one);
    httpTests(context);
    permissionTests(context);
    storageTests(context);
    alarmTests(context);
    edgeTests(context);
  });

  describe('side by side', () => {
    const those = (variants: readonly (readonly string[])[]) => variants.map((variant) => packaged.get(variant.join())!);
    separationTests(() => those(VARIANTS));
    similarityTests(
      () => those([['prod', 'us-east-1']])[0]!,
      () => those(LIKE_PROD),
    );
  });
  describe('the edge stack', () => edgeStackTests());
});
