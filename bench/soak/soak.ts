import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { dice } from '../school/crowd.js';
import { asFarAsAnswered, type Person } from '../school/person.js';
import { foundSchool } from '../school/school.js';
import { timed, withSchool } from '../school/with-school.js';
import { deedsOf } from './actions.js';

const STUDENTS = 80;
const RECRUITS = 20;
const AT_ONCE = 16;
/** How long somebody thinks between two calls, in milliseconds at the most. */
const THINKING = 1000;

/**
 * Many people use a school at random for a while: they make, change, enrol, mark, publish, notify, archive and delete, across each other. Being refused is
 * part of it; a fault is not, and neither is a count that differs from a recount at the end.
 */
async function main(): Promise<void> {
  const { minutes, seed } = options();
  await withSchool(async (app, place) => {
    const school = await timed('founding a school', () => foundSchool(app, place, STUDENTS));
    const recruits = await timed('inviting recruits', () => invite(school.admins[0]!));
    await timed(`${minutes} minutes of random use, seed ${seed}`, async () => {
      const until = Date.now() + minutes * 60_000;
      await Promise.all(
        Array.from({ length: AT_ONCE }, async (_, index) => {
          const random = dice(seed + index);
          const deeds = deedsOf(school, recruits, random);
          while (Date.now() < until) {
            await asFarAsAnswered(deeds[Math.floor(random() * deeds.length)]!);
            await pause(random() * THINKING);
          }
        }),
      );
    });
  });
}

/** People with accounts in the pool: whose roles may change, and who may be disabled. */
async function invite(office: Person): Promise<string[]> {
  const users = Array.from({ length: RECRUITS }, (_, index) => {
    const code = `RECRUIT-${index + 1}`;
    return { email: `${code.toLowerCase()}@example.edu`, role: 'STUDENT', code, givenName: 'An', familyName: 'Lê' };
  });
  const { body } = await office.ask<{ results: { id: string }[] }>('import', '/users/import', { method: 'POST', body: { users } });
  return body.results.map(({ id }) => id);
}

function options(): { minutes: number; seed: number } {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } } });
  const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
  if (!(minutes > 0)) throw new RangeError('--minutes takes a number above 0.');
  if (!Number.isInteger(seed)) throw new RangeError('--seed takes a whole number.');
  return { minutes, seed };
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack)}\n`);
  process.exit(1);
});
