import { spawn } from 'node:child_process';

// Compiles on every change, and starts the school anew after each. Arguments go to the school, e.g. `npm run start:dev -- --port 4000`.
const compiler = spawn('npx', ['tsc', '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput', '--noEmitOnError'], {
  stdio: ['inherit', 'pipe', 'inherit'],
});
let school;

compiler.stdout.on('data', (output) => {
  process.stdout.write(output);
  if (!/Found 0 errors/.test(output)) return;
  // Node's own watcher takes over from the first good build: it starts the school again when what it runs has changed.
  school ??= spawn(process.execPath, ['--watch', '--watch-preserve-output', 'dist/local/start.js', ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    compiler.kill();
    school?.kill();
    process.exit();
  });
}
