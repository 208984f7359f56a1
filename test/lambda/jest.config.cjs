const { existsSync } = require('node:fs');
const { join } = require('node:path');
const everyTest = require('../../jest.config.cjs');
const NOT_THROUGH_LAMBDA = require('./not-through-lambda.cjs');

const TESTS = join(__dirname, '..');
const missing = NOT_THROUGH_LAMBDA.filter(({ file }) => !existsSync(join(TESTS, file)));
if (missing.length > 0)
  throw new Error(`not-through-lambda.cjs names files that there are not: ${missing.map(({ file }) => file).join(', ')}.`);

// The end-to-end tests again, against what is deployed, and tests of what stands in for AWS there.
module.exports = {
  ...everyTest,
  rootDir: join(__dirname, '../..'),
  roots: ['<rootDir>/test'],
  testRegex: '/test/(.*\\.(e2e|full)|lambda/.*\\.deployed)\\.ts$',
  testPathIgnorePatterns: [
    '/node_modules/',
    ...NOT_THROUGH_LAMBDA.filter(({ test }) => !test).map(({ file }) => `/test/${file.replaceAll('.', '\\.')}$`),
  ],
  testEnvironment: join(__dirname, 'jest-environment.cjs'),
  testTimeout: 60_000,
  maxWorkers: 2,
};
