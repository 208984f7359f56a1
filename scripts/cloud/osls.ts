import { spawn } from 'node:child_process';
import { Failure } from '../failure.js';
import type { Target } from './options.js';
import type { Parameters } from './parameters.js';

/** Runs a command of the deployment framework for a stage, its output here. @throws Failure if it fails */
export async function osls(command: readonly string[], { stage, region }: Target, parameters: Parameters = {}): Promise<void> {
  const params = Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`);
  await done('npx', ['--no-install', 'osls', ...command, '--stage', stage, '--region', region, ...params]);
}

/** Runs a program to its end. @throws Failure if it fails */
export async function done(program: string, args: readonly string[]): Promise<void> {
  const code = await new Promise((resolve, reject) =>
    spawn(program, args, { stdio: 'inherit' }).once('error', reject).once('close', resolve),
  );
  if (code !== 0) throw new Failure(`${[program, ...args].join(' ')} failed.`);
}
