import { parseArgs } from 'node:util';
import { seedSchool } from '../school/seed-school.js';
import { timed, withSchool } from '../school/with-school.js';
import { enrolmentMorning } from './enrolment-morning.js';
import { marksWeek } from './marks-week.js';
import { resultsDay } from './results-day.js';

const USAGE = `Usage: npm run replay [-- --people 10000]

Replays the three busy days of a school with all users at once. Exits with 1 after an unexpected error or a wrong counter.

  --people NUMBER  the number of students, at least 40; default: 10000
  --help           print this text
`;

/** Replays the three busy days of a school with all users at once: enrolment, marks and results. Each user checks their own seats and marks. */
async function main(): Promise<void> {
  const { people, help } = readOptions();
  if (help) return void process.stdout.write(USAGE);
  await withSchool(async (app, place) => {
    const school = await timed(`seeding a school of ${people} students`, () => seedSchool(app, place, people));
    await timed('enrolment morning', () => enrolmentMorning(school));
    await timed('marks week', () => marksWeek(school));
    await timed('results day', () => resultsDay(school));
  });
}

function readOptions(): { people: number; help?: boolean } {
  const { values } = parseArgs({ options: { people: { type: 'string', default: '10000' }, help: { type: 'boolean' } } });
  const people = Number(values.people);
  if (!Number.isInteger(people) || people < 40) throw new RangeError('--people must be an integer of at least 40.');
  return { people, help: values.help };
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack)}\n`);
  process.exit(1);
});
