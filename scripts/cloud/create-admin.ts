import { randomBytes } from 'node:crypto';
import { createApp } from '../../src/app/create-app.js';
import { type Actor, OPERATOR_ID } from '../../src/auth/actor.js';
import { type Config, InvalidConfig, readConfig } from '../../src/config/config.js';
import { DomainError } from '../../src/core/errors/domain-error.js';
import { Log } from '../../src/core/logging/log.js';
import { InvitationsService } from '../../src/features/users/invitations.service.js';
import { InviteUserDto } from '../../src/features/users/users.dto.js';
import { validationPipe } from '../../src/http/validation/validation.pipe.js';
import { loadEngine } from '../../src/persistence/engine.js';
import { Failure, formatUsage, Help, parseOptions, run, usageError } from '../failure.js';
import { findAccount, readOutputs } from './account.js';
import { readTarget, TARGET_HELP } from './options.js';
import { givenParameters, parametersOf } from './parameters.js';

const USAGE = formatUsage(
  'create-admin -- [--stage dev [--region ap-southeast-1]] --email office@school.example --code A-001 --given-name An --family-name Le',
  'Invites an admin, for a new school without one. Without --stage, uses the settings of a plain server in the environment.',
  {
    ...TARGET_HELP,
    '--email EMAIL': 'the email address, which is also the sign-in name',
    '--code CODE': 'the staff number',
    '--given-name NAME': 'the given name; can be left out if there is a family name',
    '--family-name NAME': 'the family name; can be left out if there is a given name',
  },
);

const PERSON = {
  email: { type: 'string' },
  code: { type: 'string' },
  'given-name': { type: 'string' },
  'family-name': { type: 'string' },
} as const;

const NEEDS_AUTHENTICATOR =
  'Staff need an authenticator app: tell the admin to set one up after the first sign-in. Until then, the admin can only read their profile and sign out.\n';

const STARTED_AT = new Date().toISOString();
/** The operator of the servers, as the actor in the audit trail. They need no token. */
const OPERATOR: Actor = { id: OPERATOR_ID, role: 'ADMIN', tokenIssuedAt: STARTED_AT, signedInAt: STARTED_AT };

/**
 * Invites an admin without the API, because a new pool has no admin who could. With `--stage` into a stage on AWS, otherwise with the settings of a
 * plain server in the environment. After a failure, run the same command again.
 */
async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) throw new Help(USAGE);
  const isOnAws = args.some((arg) => /^--stage(=|$)/.test(arg));
  const { config, person } = isOnAws ? await readStage(args) : { person: readPerson(args), config: readSettings() };
  const invitation = (await validate({
    email: person.email,
    code: person.code,
    givenName: person['given-name'],
    familyName: person['family-name'],
    role: 'ADMIN',
  })) as InviteUserDto;

  const app = await createApp(config, await loadEngine(config), new Log('error', 'text'));
  try {
    await app.init();
    const { email } = await app.get(InvitationsService, { strict: false }).invite(OPERATOR, invitation);
    process.stdout.write(`${email} is invited as an admin. A mail with the first password is on its way.\n`);
    if (config.staffMfa === 'required') process.stdout.write(NEEDS_AUTHENTICATOR);
  } finally {
    await app.close();
  }
}

/** The settings of a plain server. @throws Failure */
function readSettings(): Config {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    throw new Failure(`Without --stage, set the settings of a plain server in the environment. ${error.message}\n${USAGE.split('\n')[0]}`);
  }
}

function readPerson(args: string[]) {
  return parseOptions(args, PERSON, USAGE);
}

async function readStage(args: string[]): Promise<{ config: Config; person: ReturnType<typeof readPerson> }> {
  const { more, ...target } = readTarget(args, USAGE, PERSON);
  await findAccount(target);
  const { TablePrefix, UserPoolId, ClientId, MediaBucket } = await readOutputs(target);
  const config = readConfig({
    AWS_REGION: target.region,
    TABLE_PREFIX: TablePrefix,
    COGNITO_USER_POOL_ID: UserPoolId,
    COGNITO_CLIENT_ID: ClientId,
    MEDIA_BUCKET: MediaBucket,
    STAFF_MFA: parametersOf(target.stage, givenParameters()).staffMfa,
    // Unused: this command returns no cursors.
    CURSOR_KEY: randomBytes(32).toString('base64'),
  });
  process.env.AWS_REGION = target.region;
  return { config, person: more };
}

/** Validates by the rules of the API. @throws Failure that names every invalid option */
async function validate(person: object): Promise<unknown> {
  try {
    return await validationPipe().transform(person, { type: 'body', metatype: InviteUserDto });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const wrong = (error.details.errors ?? []).map(
      ({ field, message }) => `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${message}`,
    );
    throw usageError(wrong.join(' '), USAGE);
  }
}

run(main);
