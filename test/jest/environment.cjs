const { TestEnvironment } = require('jest-environment-node');

let shared;

/** One global scope for all test files of a worker, which `runtime.cjs` needs to share modules. A file finds the environment variables of the first. */
module.exports = class SharedEnvironment extends TestEnvironment {
  constructor(...options) {
    if (shared) return shared;
    super(...options);
    this.variables = { ...this.global.process.env };
    shared = this;
  }

  async teardown() {
    // The runner of the next file brings event handlers of its own.
    delete this.global[Symbol.for('EVENT_HANDLERS')];
    const { env } = this.global.process;
    for (const name of Object.keys(env)) if (!(name in this.variables)) delete env[name];
    Object.assign(env, this.variables);
  }
};
