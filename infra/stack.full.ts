import { packageStage, type Packaged } from './packaged.js';
import { describeStack } from './stack.js';
import { similarityTests, separationTests } from './template-tests/resources.js';

const VARIANTS = ['dev', 'staging', 'prod'].flatMap((stage) => ['us-east-1', 'ap-southeast-1'].map((region) => [stage, region] as const));
/** Other stages with the parameters of prod. */
const LIKE_PROD = ['dev', 'staging'].map((stage) => [stage, 'us-east-1', 'prod'] as const);

describe('the stack, packaged without an account or a network:', () => {
  const packaged = new Map<string, Packaged>();

  beforeAll(async () => {
    // Two at a time: each is a process of its own.
    const waiting: Parameters<typeof packageStage>[] = [...VARIANTS, ...LIKE_PROD].map((variant) => [...variant]);
    const packageNext = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) packaged.set(next.join(), await packageStage(...next));
    };
    await Promise.all([packageNext(), packageNext()]);
  }, 300_000);

  for (const variant of VARIANTS) describeStack(variant.join(' in '), () => packaged.get(variant.join())!);

  describe('side by side', () => {
    const those = (variants: readonly (readonly string[])[]) => variants.map((variant) => packaged.get(variant.join())!);
    separationTests(() => those(VARIANTS));
    similarityTests(
      () => those([['prod', 'us-east-1']])[0]!,
      () => those(LIKE_PROD),
    );
  });
});
