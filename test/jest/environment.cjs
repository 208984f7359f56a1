const { TestEnvironment } = require('jest-environment-node');
const { isWatching } = require('./runtime.cjs');

const OF_THE_RUNNER = ['EVENT_HANDLERS', 'JEST_STATE_SYMBOL'];

let shared;

/** One global scope for all test files of a worker, which `runtime.cjs` needs to share modules. A file finds the environment variables of the first. */
module.exports = class SharedEnvironment extends TestEnvironment {
  constructor(config, context) {
    if (shared && !isWatching(config.globalConfig)) return shared;
    super(config, context);
    // With it, the SRP clients take a path for browsers that is hundreds of times slower here. Node.js 20 has none.
    delete this.global.navigator;
    this.variables = { ...this.global.process.env };
    this.exit = this.global.process.exit;
    shared = this;
  }

  async teardown() {
    // What the runner of a file leaves behind would hear of the next file, and keep all of this one in memory.
    for (const key of Object.getOwnPropertySymbols(this.global)) if (OF_THE_RUNNER.includes(key.description)) delete this.global[key];
    this._globalProxy.propertyToValue.clear();
    this._globalProxy.leftovers = [];
    // The runner of each file wraps that of the file before.
    this.global.process.exit = this.exit;
    const { env } = this.global.process;
    for (const name of Object.keys(env)) if (!(name in this.variables)) delete env[name];
    Object.assign(env, this.variables);
  }
};
