import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Stack, type Template } from './cloudformation.js';
import { readYaml } from './yaml.js';

const run = promisify(execFile);

/** The files that packaging reads. */
const SOURCES = ['serverless.yml', 'package.json', 'infra', 'local/typescript.cjs', 'src/persistence/dynamodb/schema/tables.ts'];

/** Packaging needs no network and no credentials. */
const OFFLINE = { AWS_EC2_METADATA_DISABLED: 'true', HTTPS_PROXY: 'http://127.0.0.1:9', HOME: '/nonexistent', COMMIT: '0123abc' };

export interface Packaged {
  readonly stack: Stack;
  /** The template that creates the stack, with nothing but the deployment bucket. */
  readonly first: Template;
  /** The deployment settings of osls. */
  readonly provider: { readonly stackTags: Record<string, string> };
}

/**
 * Packages a stage as `npm run package` does, in a copy of the files it reads and with a stub of the app, so that an earlier or concurrent build cannot
 * interfere.
 * @param like the stage whose parameters to use
 */
export async function packageStage(stage: string, region: string, like = stage): Promise<Packaged> {
  const folder = mkdtempSync(join(tmpdir(), 'packaged-'));
  try {
    for (const source of SOURCES) cpSync(source, join(folder, source), { recursive: true });
    const parameters = readYaml<Record<string, object>>('infra/stages.yml');
    writeFileSync(join(folder, 'infra/stages.yml'), JSON.stringify({ default: parameters.default, [stage]: parameters[like] }));
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    mkdirSync(join(folder, 'dist/lambda'), { recursive: true });
    writeFileSync(join(folder, 'dist/lambda/index.mjs'), '');

    const args = ['node_modules/serverless/bin/serverless.js', 'package', '--stage', stage, '--region', region];
    await run(process.execPath, args, { cwd: folder, env: { PATH: process.env.PATH, ...OFFLINE } });

    const read = <T>(file: string) => JSON.parse(readFileSync(join(folder, '.serverless', file), 'utf8')) as T;
    const { service } = read<{ service: { provider: Packaged['provider'] } }>('serverless-state.json');
    return {
      stack: new Stack(read<Template>('cloudformation-template-update-stack.json'), stage, region),
      first: read<Template>('cloudformation-template-create-stack.json'),
      provider: service.provider,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
