import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Failure } from '../failure.js';
import type { Stage } from './options.js';

/** The settings of a stage by name. */
export type Parameters = Readonly<Record<string, string>>;

/** The settings of a stage in `infra/stages.yml`, with overrides. @throws Failure if an override has an unknown name */
export function parametersOf(stage: Stage, overrides: Parameters, file = 'infra/stages.yml'): Parameters {
  const stages = parse(readFileSync(file, 'utf8')) as Record<string, Record<string, unknown>>;
  const known = Object.fromEntries(Object.entries({ ...stages.default, ...stages[stage] }).map(([name, value]) => [name, String(value)]));
  const unknown = Object.keys(overrides).filter((name) => !Object.hasOwn(known, name));
  if (unknown.length > 0) throw new Failure(`There is no parameter ${unknown.join(', ')}. ${file} lists all parameters.`);
  return { ...known, ...overrides };
}

/** Parses `name=value` parameters of the command line. osls rejects empty values. @throws Failure */
export function readParameters(given: readonly string[]): Parameters {
  return Object.fromEntries(
    given.map((text) => {
      const [, name, value] = /^(\w+)=(.+)$/s.exec(text) ?? [];
      if (!name)
        throw new Failure(`--param must be name=value, not ${JSON.stringify(text)}. To make a parameter empty, edit infra/stages.yml.`);
      return [name, value!];
    }),
  );
}

/** Parses parameters of the command line and checks that they can be deployed. @throws Failure */
export function deployableParameters(stage: Stage, given: readonly string[]): Parameters {
  const overrides = readParameters(given);
  assertDeployable(stage, parametersOf(stage, overrides));
  return overrides;
}

/** Finds mistakes that would otherwise show only during the deployment or in the running app. @throws Failure */
export function assertDeployable(stage: Stage, { mail, sesIdentityArn, timeZone }: Parameters): void {
  if (mail === 'DEVELOPER' && !sesIdentityArn)
    throw new Failure(
      `The stage ${stage} sends mail through SES: set sesIdentityArn in infra/stages.yml, or add --param sesIdentityArn=arn:aws:ses:…`,
    );
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw new Failure(`timeZone must be an IANA time zone such as Asia/Ho_Chi_Minh, not ${JSON.stringify(timeZone)}.`);
  }
}
