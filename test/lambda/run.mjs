// Runs the end-to-end tests again, through the packaged app as Lambda runs it: npm run test:lambda [-- <arguments of jest>]
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { CannotInstall, lambdaRuntime } from './runtime.mjs';

function main() {
  const runtime = lambdaRuntime();
  const folder = mkdtempSync(join(tmpdir(), 'lambda-'));
  try {
    const [packaged, unpacked] = [join(folder, 'packaged'), join(folder, 'task')];
    execFileSync('npm', ['run', '--silent', 'package', '--', '--stage', 'dev', '--package', packaged], { stdio: 'inherit' });
    unpack(join(packaged, 'student-management.zip'), unpacked);
    const template = join(packaged, 'cloudformation-template-update-stack.json');
    const { Handler, Timeout } = JSON.parse(readFileSync(template, 'utf8')).Resources.ApiLambdaFunction.Properties;
    // As the deployment gives it one, of its own making.
    execFileSync(runtime.node, [...runtime.flags, 'infra/lambda/make-cache.mjs', join(unpacked, dirname(Handler))], { stdio: 'ignore' });
    return runTests({ ...runtime, folder: unpacked, handler: Handler, timeout: Timeout * 1000, template });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function unpack(zip, folder) {
  for (const [name, content] of Object.entries(unzipSync(readFileSync(zip)))) {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

function runTests(artifact) {
  const jest = ['jest', '--config', 'test/lambda/jest.config.cjs', ...process.argv.slice(2)];
  const environment = { ...process.env, LAMBDA_ARTIFACT: JSON.stringify(artifact) };
  return spawnSync('npx', jest, { stdio: 'inherit', env: environment }).status ?? 1;
}

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof CannotInstall)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
