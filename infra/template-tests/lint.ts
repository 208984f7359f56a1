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

/** W3005: osls declares some dependencies that references already imply. */
const IGNORED = ['W3005'];
/** W3037: cfn-lint 1.51 does not know cognito-idp:AdminDeleteSoftwareToken. Tests compare the permissions of the function with what the app sends. */
const IGNORED_IN_STAGES = [...IGNORED, 'W3037'];

/** Usage: `lint.ts`. Checks every deployed template for every region with cfn-lint (the Python program). */
async function main(): Promise<void> {
  const { stdout } = spawnSync('cfn-lint', ['--version'], { encoding: 'utf8' });
  if (!/^cfn-lint 1\./.test(stdout ?? '')) return fail('cfn-lint is not installed: pip install "cfn-lint>=1"');
  const folder = mkdtempSync(join(tmpdir(), 'templates-'));
  try {
    for (const regions of [[EDGE_REGION], OTHERS]) {
      const files = await Promise.all(STAGES.map((stage) => write(folder, stage, regions[0]!)));
      lint(regions, files, IGNORED_IN_STAGES);
    }
    lint([EDGE_REGION], PLAIN, IGNORED);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function write(folder: string, stage: string, region: string): Promise<string> {
  const file = join(folder, `${stage}-${region}.json`);
  writeFileSync(file, JSON.stringify((await packageStage(stage, region)).stack.template, undefined, 2));
  return file;
}

function lint(regions: readonly string[], files: readonly string[], ignored: readonly string[]): void {
  const args = ['--ignore-checks', ...ignored, '--regions', ...regions, '--', ...files];
  const { status } = spawnSync('cfn-lint', args, { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}

function fail(reason: string): void {
  process.stderr.write(`${reason}\n`);
  process.exitCode = 1;
}

void main();
