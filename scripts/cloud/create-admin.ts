import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createApp } from '../../src/app/create-app.js';
import { loadEngine } from '../../src/persistence/engine.js';
import type { Actor } from '../../src/auth/actor.js';
import { Log } from '../../src/core/logging/log.js';
import { validationPipe } from '../../src/http/validation/validation.pipe.js';
import { DomainError } from '../../src/core/errors/domain-error.js';
import { InvalidConfig, readConfig, type Config } from '../../src/config/config.js';
import { InvitationsService } from '../../src/features/users/invitations.service.js';
import { InviteUserDto } from '../../src/features/users/users.dto.js';
import { Failure, Help, run } from '../failure.js';
import { accountOf, readOutputs } from './account.js';
import { readTarget } from './options.js';

const USAGE =
  'Usage: npm run create-admin -- [--stage dev [--region ap-southeast-1]] --email office@school.example --code A-001 --given-name An --family-name Le';

const PERSON = {
  email: { type: 'string' },
  code: { type: 'string' },
  'given-name': { type: 'string' },
  'family-name': { type: 'string' },
} as const;

/** Whoever runs the school's machines: nobody who signs in. */
const OPERATOR: Actor = { id: '00000000-0000-0000-0000-000000000000', role: 'ADMIN' };

/**
 * Invites an admin past the API, since a new pool has nobody who could. With `--stage` into a stage on AWS, otherwise where the settings of the
 * environment say, as for a plain server. After a failure the same command goes on.
 */
async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) throw new Help(USAGE);
  const isOnAws = args.some((arg) => /^--stage(=|$)/.test(arg));
  const { config, person } = isOnAws ? await onAws(args) : { person: personOf(args), config: settings() };
  const invitation = (await validated({
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
    process.stdout.write(`${email} was invited as an admin: a mail with the first password is on its way.\n`);
  } finally {
    await app.close();
  }
}

/** Of a plain server. @throws Failure */
function settings(): Config {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    throw new Failure(`Without --stage the settings are those of a plain server, in the environment. ${error.message}\n${USAGE}`);
  }
}

function personOf(args: string[]) {
  try {
    return parseArgs({ args, options: PERSON }).values;
  } catch (error) {
    throw new Failure(`${(error as Error).message.split('. ')[0]!}. ${USAGE}`);
  }
}

async function onAws(args: string[]): Promise<{ config: Config; person: ReturnType<typeof personOf> }> {
  const { more, ...target } = readTarget(args, USAGE, PERSON);
  await accountOf(target);
  const { TablePrefix, UserPoolId, ClientId, MediaBucket } = await readOutputs(target);
  const config = readConfig({
    AWS_REGION: target.region,
    TABLE_PREFIX: TablePrefix,
    COGNITO_USER_POOL_ID: UserPoolId,
    COGNITO_CLIENT_ID: ClientId,
    MEDIA_BUCKET: MediaBucket,
    // No list is read, so that nothing is sealed with it.
    CURSOR_KEY: randomBytes(32).toString('base64'),
  });
  process.env.AWS_REGION = target.region;
  return { config, person: more };
}

/** By the rules of the API. @throws Failure that names every option that is wrong */
async function validated(person: object): Promise<unknown> {
  try {
    return await validationPipe().transform(person, { type: 'body', metatype: InviteUserDto });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const wrong = (error.details.errors ?? []).map(
      ({ field, message }) => `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${message}`,
    );
    throw new Failure(`${wrong.join(' ')} ${USAGE}`);
  }
}

run(main);
