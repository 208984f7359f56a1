const { execFileSync } = require('node:child_process');

/** The packaged commit, which /health returns; empty outside a git repository. */
exports.commit = () => {
  if (process.env.COMMIT) return process.env.COMMIT;
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
};
