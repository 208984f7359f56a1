import { type Packaged, packageStage } from './template-tests/packaged.js';
import { describeStack } from './template-tests/stack.js';
import { edgeStackTests } from './template-tests/edge.js';

describe('the stack, packaged without an account or a network', () => {
  let packaged: Packaged;
  beforeAll(async () => {
    packaged = await packageStage('prod', 'us-east-1');
  }, 120_000);

  describeStack('prod in us-east-1', () => packaged);
  describe('the edge stack', () => edgeStackTests());
});
