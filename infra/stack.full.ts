import { type Packaged, packageStage } from './template-tests/packaged.js';
import { describeStack } from './template-tests/stack.js';
import { separationTests, similarityTests } from './template-tests/resources.js';

const VARIANTS = ['dev', 'staging', 'prod'].flatMap((stage) => ['us-east-1', 'ap-southeast-1'].map((region) => [stage, region] as const));
/** The other stages with the parameters of prod. */
const LIKE_PROD = ['dev', 'staging'].map((stage) => [stage, 'us-east-1', 'prod'] as const);

describe('the stack, packaged without an account or a network', () => {
  const packaged = new Map<string, Packaged>();

  beforeAll(async () => {
    // Packages two at a time, because each takes a process of its own.
    const waiting: Parameters<typeof packageStage>[] = [...VARIANTS, ...LIKE_PROD].map((variant) => [...variant]);
    const packageNext = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) packaged.set(next.join(), await packageStage(...next));
    };
    await Promise.all([packageNext(), packageNext()]);
  }, 300_000);

  for (const variant of VARIANTS) describeStack(variant.join(' in '), () => packaged.get(variant.join())!);

  describe('the variants compared', () => {
    const packagedOf = (variants: readonly (readonly string[])[]) => variants.map((variant) => packaged.get(variant.join())!);
    separationTests(() => packagedOf(VARIANTS));
    similarityTests(
      () => packagedOf([['prod', 'us-east-1']])[0]!,
      () => packagedOf(LIKE_PROD),
    );
  });
});
