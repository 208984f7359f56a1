const { join, relative } = require('node:path');
const SharedEnvironment = require('../jest/environment.cjs');
const NOT_THROUGH_LAMBDA = require('./not-through-lambda.cjs');

/** Skips the tests that do not run through Lambda, and fails a file of which a test is named that it does not have. */
module.exports = class extends SharedEnvironment {
  constructor(config, context) {
    super(config, context);
    this.listed = NOT_THROUGH_LAMBDA.filter(({ file }) => file === relative(join(__dirname, '..'), context.testPath));
  }

  handleTestEvent({ name }, { rootDescribeBlock }) {
    if (name !== 'run_start' || this.listed.length === 0) return;
    const tests = testsIn(rootDescribeBlock);
    for (const { file, test } of this.listed) {
      const meant = tests.filter(({ fullName }) => fullName.startsWith(test));
      if (meant.length === 0) throw new Error(`not-through-lambda.cjs names ${test} in ${file}, where no test is called so.`);
      for (const { entry } of meant) entry.mode = 'skip';
    }
  }
};

function testsIn(block, path = []) {
  return block.children.flatMap((child) =>
    child.type === 'describeBlock' ? testsIn(child, [...path, child.name]) : [{ entry: child, fullName: [...path, child.name].join(' ') }],
  );
}
