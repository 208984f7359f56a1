const asyncHooks = require('node:async_hooks');
const { default: Runtime } = require('jest-runtime');

let shared;

/** Whether the same process runs files again after they were changed: then nothing is shared. */
const isWatching = ({ watch, watchAll }) => watch || watchAll;

/**
 * Loads modules once for all test files of a worker: loading the app, and running it before the compiler knows it, takes longer than most tests.
 * Only a test file itself is loaded for each.
 */
class SharedRuntime extends Runtime {
  constructor(...options) {
    super(...options);
    if (!shared || isWatching(options.at(-1))) shared = this;
    // An error goes through modules of both kinds.
    this.transformCache.sourceMaps = shared.transformCache.sourceMaps;
    this.storages = [];
  }

  /** Loads the runner of a file, which has a storage of its own. Node.js 20 tells each of them of every promise, until it is disabled. */
  requireInternalModule(...names) {
    const { AsyncLocalStorage } = asyncHooks;
    const { storages } = this;
    asyncHooks.AsyncLocalStorage = class extends AsyncLocalStorage {
      constructor(...options) {
        super(...options);
        storages.push(this);
      }
    };
    try {
      return super.requireInternalModule(...names);
    } finally {
      asyncHooks.AsyncLocalStorage = AsyncLocalStorage;
    }
  }

  requireModuleOrMock(from, name) {
    return this === shared ? super.requireModuleOrMock(from, name) : shared.requireModuleOrMock(from, name);
  }

  setMock() {
    throw new Error('jest.mock() would reach all test files, which share modules: use jest.spyOn(), and restore it.');
  }

  /** Between the tests of one file, others may load modules through this. */
  leaveTestCode() {
    if (this !== shared) super.leaveTestCode();
  }

  teardown() {
    this.storages.forEach((storage) => storage.disable());
    if (this === shared) this.restoreAllMocks();
    else super.teardown();
  }
}

module.exports = SharedRuntime;
module.exports.isWatching = isWatching;
