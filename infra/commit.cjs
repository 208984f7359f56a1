const { execFileSync } = require('node:child_process');

/** The commit that is packaged, told by /health; empty outside of a repository. */
exports.commit = () => {
  if (process.env.COMMIT) return process.env.COMMIT;
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return '';
  }
};
