// Jest runs in CommonJS mode: its ESM mode does not work with Nest 12 yet. Packages that ship only ESM are transformed too.
// `*.spec.ts` and `*.e2e.ts` run on every change; jest.exhaustive.config.cjs says what runs besides.

const { availableParallelism } = require('node:os');

// The SDK of AWS warns of a Node.js that it will leave behind: once is enough, and README.md has it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

module.exports = {
  globalSetup: '<rootDir>/test/jest/global-setup.cjs',
  // One copy of the app for all files of a worker.
  testEnvironment: '<rootDir>/test/jest/environment.cjs',
  runtime: '<rootDir>/test/jest/runtime.cjs',
  roots: ['<rootDir>/src', '<rootDir>/local', '<rootDir>/test', '<rootDir>/infra'],
  testRegex: '\\.(spec|e2e)\\.ts$',
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transformIgnorePatterns: ['/node_modules/(?!(@nestjs|jose)/)'],
  transform: {
    '^.+\\.(t|m?j)s$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2022',
          keepClassNames: true,
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  testTimeout: 30_000,
  // Some suites wait for timers and other processes. One worker more than there are cores uses that time.
  maxWorkers: availableParallelism() + 1,
  // A worker beyond this is replaced between two files: one file takes up to 500 MB more, and none may need 1 GB.
  workerIdleMemoryLimit: '550MB',
};
