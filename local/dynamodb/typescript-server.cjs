// Serves a folder from a separate process, for tests that kill it: node typescript-server.cjs <folder>. Prints the address when ready.
require('../typescript.cjs');

require('./server.ts')
  .startDynamoDb({ path: process.argv[2] })
  .then(({ url }) => process.stdout.write(`${url}\n`));
