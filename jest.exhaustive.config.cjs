// `*.full.ts`: what costs more than a change should wait for. Each is all of something of which `npm test` runs a sample, or starts processes that
// take long. CI runs them on every change, after `npm test`. jest.browser.config.cjs runs those that need a browser.
module.exports = {
  ...require('./jest.config.cjs'),
  testRegex: '\\.full\\.ts$',
  testPathIgnorePatterns: ['/node_modules/', '/test/browser/'],
  testTimeout: 120_000,
  // Some of them measure the time that a request takes.
  maxWorkers: '100%',
};
