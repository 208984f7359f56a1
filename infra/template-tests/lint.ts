import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REGIONS, STAGES } from '../../scripts/cloud/options.js';
import { packageStage } from './packaged.js';

const EDGE_REGION = 'us-east-1';
/** The template is the same for all of them, except for names. */
const OTHERS = REGIONS.filter((region) => region !== EDGE_REGION);
const PLAIN = ['infra/bootstrap.yml', 'infra/edge/stack.yml'];

/** W3005 is off: osls declares some dependencies that references already imply. */
const IGNORED = 'W3005';

/** Usage: `lint.ts`. Checks every deployed template for every region with cfn-lint (the Python program). */
async function main(): Promise<void> {
  const { stdout } = spawnSync('cfn-lint', ['--version'], { encoding: 'utf8' });
  if (!/^cfn-lint 1\./.test(stdout ?? '')) return fail('cfn-lint is not installed: pip install "cfn-lint>=1"');
  const folder = mkdtempSync(join(tmpdir(), 'templates-'));
  try {
    for (const regions of [[EDGE_REGION], OTHERS]) {
      const files = await Promise.all(STAGES.map((stage) => write(folder, stage, regions[0]!)));
      lint(regions, files);
    }
    lint([EDGE_REGION], PLAIN);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function write(folder: string, stage: string, region: string): Promise<string> {
  const file = join(folder, `${stage}-${region}.json`);
  writeFileSync(file, JSON.stringify((await packageStage(stage, region)).stack.template, undefined, 2));
  return file;
}

function lint(regions: readonly string[], files: readonly string[]): void {
  const { status } = spawnSync('cfn-lint', ['--ignore-checks', IGNORED, '--regions', ...regions, '--', ...files], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}

function fail(reason: string): void {
  process.stderr.write(`${reason}\n`);
  process.exitCode = 1;
}

void main();
