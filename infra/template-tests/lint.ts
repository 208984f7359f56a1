import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageStage } from './packaged.js';

const STAGES = ['dev', 'staging', 'prod'];
const REGIONS = ['us-east-1', 'ap-southeast-1'];
const PLAIN = ['infra/bootstrap.yml', 'infra/edge/stack.yml'];

/** W3005 is off: osls declares some dependencies that references already imply. */
const IGNORED = 'W3005';

/** Usage: `lint.ts`. Checks every deployed template with cfn-lint (the Python program). */
async function main(): Promise<void> {
  const { stdout } = spawnSync('cfn-lint', ['--version'], { encoding: 'utf8' });
  if (!/^cfn-lint 1\./.test(stdout ?? '')) return fail('cfn-lint is not installed: pip install "cfn-lint>=1"');
  const folder = mkdtempSync(join(tmpdir(), 'templates-'));
  try {
    for (const region of REGIONS) {
      const files = await Promise.all(STAGES.map((stage) => write(folder, stage, region)));
      lint(region, files);
    }
    lint('us-east-1', PLAIN);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function write(folder: string, stage: string, region: string): Promise<string> {
  const file = join(folder, `${stage}-${region}.json`);
  writeFileSync(file, JSON.stringify((await packageStage(stage, region)).stack.template, undefined, 2));
  return file;
}

function lint(region: string, files: readonly string[]): void {
  const { status } = spawnSync('cfn-lint', ['--ignore-checks', IGNORED, '--regions', region, '--', ...files], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}

function fail(reason: string): void {
  process.stderr.write(`${reason}\n`);
  process.exitCode = 1;
}

void main();
