const { default: Runtime } = require('jest-runtime');

let shared;

/**
 * Loads modules once for all test files of a worker: loading the app, and running it before the compiler knows it, takes longer than most tests.
 * Only a test file itself, and what it mocks, is its own.
 */
class SharedRuntime extends Runtime {
  constructor(...options) {
    super(...options);
    shared ??= this;
    // An error goes through modules of both kinds.
    this.transformCache.sourceMaps = shared.transformCache.sourceMaps;
  }

  requireModuleOrMock(from, name) {
    return this === shared ? super.requireModuleOrMock(from, name) : shared.requireModuleOrMock(from, name);
  }

  /** Between the tests of one file, others may load modules through this. */
  leaveTestCode() {
    if (this !== shared) super.leaveTestCode();
  }

  teardown() {
    if (this === shared) this.restoreAllMocks();
    else super.teardown();
  }
}

module.exports = SharedRuntime;
