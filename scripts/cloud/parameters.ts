import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Failure } from '../failure.js';
import type { Stage } from './options.js';

/** What stages differ in, by name. */
export type Parameters = Readonly<Record<string, string>>;

/** What `infra/stages.yml` says of a stage, and what was said for once instead. @throws Failure if that names what there is not */
export function parametersOf(stage: Stage, said: Parameters, file = 'infra/stages.yml'): Parameters {
  const stages = parse(readFileSync(file, 'utf8')) as Record<string, Record<string, unknown>>;
  const known = Object.fromEntries(Object.entries({ ...stages.default, ...stages[stage] }).map(([name, value]) => [name, String(value)]));
  const unknown = Object.keys(said).filter((name) => !Object.hasOwn(known, name));
  if (unknown.length > 0) throw new Failure(`There is no parameter ${unknown.join(', ')}. ${file} lists all.`);
  return { ...known, ...said };
}

/** Parameters as they are given on the command line: `name=value`, none of them empty, which osls refuses. @throws Failure */
export function readParameters(given: readonly string[]): Parameters {
  return Object.fromEntries(
    given.map((text) => {
      const [, name, value] = /^(\w+)=(.+)$/s.exec(text) ?? [];
      if (!name)
        throw new Failure(`--param takes name=value, not ${JSON.stringify(text)}. What is to be empty is said in infra/stages.yml.`);
      return [name, value!];
    }),
  );
}

/** Parameters for a deployment, as they are given on the command line. @throws Failure before anything is done, if they cannot be deployed with */
export function deployableParameters(stage: Stage, given: readonly string[]): Parameters {
  const said = readParameters(given);
  assertDeployable(stage, parametersOf(stage, said));
  return said;
}

/** What would show only when the app is asked, or when the stack is half made. @throws Failure */
export function assertDeployable(stage: Stage, { mail, sesIdentityArn, timeZone }: Parameters): void {
  if (mail === 'DEVELOPER' && !sesIdentityArn)
    throw new Failure(
      `The stage ${stage} sends mail through SES: set sesIdentityArn in infra/stages.yml, or give --param sesIdentityArn=arn:aws:ses:…`,
    );
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw new Failure(`timeZone takes an IANA time zone such as Asia/Ho_Chi_Minh, not ${JSON.stringify(timeZone)}.`);
  }
}
