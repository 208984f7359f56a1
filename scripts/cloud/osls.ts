import { spawn } from 'node:child_process';
import { Failure } from '../failure.js';
import type { Target } from './options.js';
import type { Parameters } from './parameters.js';

/** Runs a command of osls, the deployment framework, for a stage. @throws Failure if it fails */
export async function osls(command: readonly string[], { stage, region }: Target, parameters: Parameters = {}): Promise<void> {
  const params = Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`);
  await runProgram('npx', ['--no-install', 'osls', ...command, '--stage', stage, '--region', region, ...params]);
}

/** Runs a program with its output on this terminal. @throws Failure if it fails */
export async function runProgram(program: string, args: readonly string[]): Promise<void> {
  const code = await new Promise<number | null>((resolve, reject) =>
    spawn(program, args, { stdio: 'inherit' }).once('error', reject).once('close', resolve),
  );
  if (code !== 0) throw new Failure(`${[program, ...args].join(' ')} failed with exit code ${code}: see its output above.`);
}
