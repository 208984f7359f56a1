import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seededRandom } from '../school/concurrent.js';
import { ignoreUnexpectedAnswers, type Person } from '../school/person.js';
import { seedSchool } from '../school/seed-school.js';
import { timed, withSchool } from '../school/with-school.js';
import { actions } from './actions.js';

const USAGE = `Usage: npm run soak [-- --minutes 60] [--seed 1]

Lets many users act at random on one school. Exits with 1 after an unexpected error or a wrong counter.

  --minutes NUMBER  the duration; default: 60
  --seed INTEGER    the seed of the random actions; default: 1
  --help            print this text
`;
const STUDENTS = 80;
const RECRUITS = 20;
const AT_ONCE = 16;
/** The longest pause of a user between two calls, in milliseconds. */
const THINKING = 1000;

/**
 * Many users act at random on one school for a while: they create, change, enrol, mark, publish, notify, archive and delete concurrently. Refusals are
 * expected; server errors are not, and neither is a counter that differs from a recount at the end.
 */
async function main(): Promise<void> {
  const { minutes, seed, help } = readOptions();
  if (help) return void process.stdout.write(USAGE);
  await withSchool(async (app, place) => {
    const school = await timed('seeding a school', () => seedSchool(app, place, STUDENTS));
    const recruits = await timed('inviting recruits', () => invite(school.admins[0]!));
    await timed(`${minutes} minutes of random use, seed ${seed}`, async () => {
      const until = Date.now() + minutes * 60_000;
      await Promise.all(
        Array.from({ length: AT_ONCE }, async (_, index) => {
          const random = seededRandom(seed + index);
          const choices = actions(school, recruits, random);
          while (Date.now() < until) {
            await ignoreUnexpectedAnswers(choices[Math.floor(random() * choices.length)]!);
            await pause(random() * THINKING);
          }
        }),
      );
    });
  });
}

/** Invites users with accounts in the pool, whose roles may change and who may be disabled. */
async function invite(office: Person): Promise<string[]> {
  const users = Array.from({ length: RECRUITS }, (_, index) => {
    const code = `RECRUIT-${index + 1}`;
    return { email: `${code.toLowerCase()}@example.edu`, role: 'STUDENT', code, givenName: 'An', familyName: 'Lê' };
  });
  const { body } = await office.request<{ results: { id: string }[] }>('import', '/users/import', { method: 'POST', body: { users } });
  return body.results.map(({ id }) => id);
}

function readOptions(): { minutes: number; seed: number; help?: boolean } {
  const { values } = parseArgs({
    options: { minutes: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' }, help: { type: 'boolean' } },
  });
  const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
  if (!(minutes > 0)) throw new RangeError('--minutes must be a number above 0.');
  if (!Number.isInteger(seed)) throw new RangeError('--seed must be an integer.');
  return { minutes, seed, help: values.help };
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack)}\n`);
  process.exit(1);
});
