const { execFileSync } = require('node:child_process');

module.exports = () => execFileSync(process.execPath, ['test/openapi/client.mjs'], { stdio: 'inherit' });
