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
