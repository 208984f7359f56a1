import { parseArgs } from 'node:util';
import { seedSchool } from '../school/seed-school.js';
import { timed, withSchool } from '../school/with-school.js';
import { enrolmentMorning } from './enrolment-morning.js';
import { marksWeek } from './marks-week.js';
import { resultsDay } from './results-day.js';

/** Replays the three busy days of a school with all users at once: enrolment, marks and results. Each user checks their own seats and marks. */
async function main(): Promise<void> {
  const people = option();
  await withSchool(async (app, place) => {
    const school = await timed(`seeding a school of ${people} students`, () => seedSchool(app, place, people));
    await timed('enrolment morning', () => enrolmentMorning(school));
    await timed('marks week', () => marksWeek(school));
    await timed('results day', () => resultsDay(school));
  });
}

function option(): number {
  const { values } = parseArgs({ options: { people: { type: 'string', default: '10000' } } });
  const people = Number(values.people);
  if (!Number.isInteger(people) || people < 40) throw new RangeError('--people takes a whole number of at least 40 students.');
  return people;
}

main().catch((error: unknown) => {
  process.stderr.write(`${String((error as Error).stack)}\n`);
  process.exit(1);
});
