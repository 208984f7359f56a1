import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { isLocale } from '../../src/config/env-parsers.js';
import { Failure } from '../failure.js';
import type { Stage } from './options.js';
import { toContactUri } from './security-txt.js';

/** The settings of a stage by name. */
export type Parameters = Readonly<Record<string, string>>;

const ON_OR_OFF = ['on', 'off'];
/** The values of settings that choose a part of the template, or that only the running app would reject. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  auditDigests: ON_OR_OFF,
  auditLockMode: ['COMPLIANCE', 'GOVERNANCE'],
  canary: ON_OR_OFF,
  firewall: ON_OR_OFF,
  mail: ['COGNITO_DEFAULT', 'DEVELOPER'],
  showRanks: ON_OR_OFF,
  staffMfa: ['required', 'optional'],
  tracing: ON_OR_OFF,
};

/** The settings of a stage in `infra/stages.yml`, with overrides. @throws Failure if a name is unknown or a value is not one of its choices */
export function parametersOf(stage: Stage, overrides: Parameters, file = 'infra/stages.yml'): Parameters {
  const stages = parse(readFileSync(file, 'utf8')) as Record<string, Record<string, unknown>>;
  const known = Object.fromEntries(Object.entries({ ...stages.default, ...stages[stage] }).map(([name, value]) => [name, String(value)]));
  const unknown = Object.keys(overrides).filter((name) => !Object.hasOwn(known, name));
  if (unknown.length > 0) throw new Failure(`There is no parameter ${unknown.join(', ')}. ${file} lists all parameters.`);
  const parameters = { ...known, ...overrides };
  for (const [name, choices] of Object.entries(CHOICES))
    if (!choices.includes(parameters[name]!))
      throw new Failure(
        `${name} must be ${choices.join(' or ')}, not ${JSON.stringify(parameters[name])}. Change it in ${file}, in DEPLOY_OPTIONS or in --param.`,
      );
  return parameters;
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

/**
 * The settings that a stage always has beside `infra/stages.yml`: those of the variable DEPLOY_OPTIONS, then those of the command line, which win.
 * @throws Failure
 */
export function givenParameters(given: readonly string[] = [], options = process.env.DEPLOY_OPTIONS ?? ''): Parameters {
  return readParameters([...readDeployOptions(options), ...given]);
}

/** Splits the variable DEPLOY_OPTIONS at its line ends only, because values contain blanks. @throws Failure */
function readDeployOptions(options: string): string[] {
  const lines = options.split(/\r?\n/).map((line) => line.trim().replace(/^--param[ =]/, ''));
  if (lines.some((line) => / --param[ =]/.test(line)))
    throw new Failure('DEPLOY_OPTIONS must have one setting in each line, as name=value. A line contains several.');
  return lines.filter(Boolean);
}

/** Reads the settings and checks that they can be deployed. @throws Failure */
export function deployableParameters(stage: Stage, given: readonly string[]): Parameters {
  const overrides = givenParameters(given);
  assertDeployable(stage, parametersOf(stage, overrides));
  return overrides;
}

/** Finds mistakes that would otherwise show only during the deployment or in the running app. @throws Failure */
export function assertDeployable(stage: Stage, { mail, sesIdentityArn, mailFrom, timeZone, locale, securityContact }: Parameters): void {
  if (mail === 'DEVELOPER') assertSender(stage, sesIdentityArn ?? '', mailFrom ?? '');
  if (securityContact) toContactUri(securityContact);
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw new Failure(`timeZone must be an IANA time zone such as Asia/Ho_Chi_Minh, not ${JSON.stringify(timeZone)}.`);
  }
  if (!isLocale(locale ?? '')) throw new Failure(`locale must be a language tag such as en, de or vi, not ${JSON.stringify(locale)}.`);
}

/** An identity of SES is an address, or a domain that may send from any address of it. @throws Failure */
function assertSender(stage: Stage, sesIdentityArn: string, mailFrom: string): void {
  if (!sesIdentityArn)
    throw new Failure(
      `The stage ${stage} sends mail through SES: set sesIdentityArn in infra/stages.yml, or add --param sesIdentityArn=arn:aws:ses:…`,
    );
  const identity = sesIdentityArn.slice(sesIdentityArn.lastIndexOf('/') + 1).toLowerCase();
  if (!mailFrom && !identity.includes('@'))
    throw new Failure(`sesIdentityArn is the domain ${identity}, so mailFrom must name a sender, such as School <office@${identity}>.`);
  const sender = (/<([^<>]+)>$/.exec(mailFrom)?.[1] ?? mailFrom).toLowerCase();
  const domain = sender.slice(sender.indexOf('@') + 1);
  const isCovered = identity.includes('@') ? sender === identity : domain === identity || domain.endsWith(`.${identity}`);
  if (mailFrom && (!sender.includes('@') || !isCovered))
    throw new Failure(`mailFrom must be an address of ${identity}, the identity of sesIdentityArn, not ${JSON.stringify(mailFrom)}.`);
}
