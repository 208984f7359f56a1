// The tests that need a browser: `npm test` and the exhaustive tests need only Node.js. They run in this process, one after another, because a browser
// takes all of a small machine.
module.exports = {
  ...require('./jest.config.cjs'),
  testRegex: '/test/browser/.*\\.full\\.ts$',
  testTimeout: 180_000,
  maxWorkers: 1,
  workerIdleMemoryLimit: undefined,
};
