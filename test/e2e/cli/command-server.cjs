// Runs commands of `scripts/cloud` one after another in one process, because loading their modules takes longer than most of them. See run-command.ts.
const { join, resolve } = require('node:path');
require('../../../local/typescript.cjs');

const ROOT = resolve(__dirname, '../../..');
const initial = { ...process.env };

let printed;
process.stdout.write = (text) => Boolean((printed.output += text));
process.stderr.write = (text) => Boolean((printed.errors += text));

process.on('message', ({ command, args, cwd, environment }) => {
  const entry = join(ROOT, `scripts/cloud/${command}.ts`);
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, initial, environment);
  process.chdir(cwd);
  process.argv = [process.execPath, entry, ...args];
  process.exitCode = undefined;
  printed = { output: '', errors: '' };
  // A command ends as its process would: when it waits for nothing more.
  process.channel.unref();
  delete require.cache[entry];
  require(entry);
});
process.on('beforeExit', () => {
  process.channel.ref();
  process.send({ ...printed, code: process.exitCode ?? 0 });
});
process.on('disconnect', () => process.exit());
