import { randomUUID } from 'node:crypto';
import { Clock } from '../../src/core/time/clock.js';
import { UUID } from '../../src/core/text/text.js';
import type { Operation } from '../fixtures/operations.js';
import { SchoolFixture } from '../fixtures/school.js';
import { uploadedMaterial } from '../fixtures/upload.js';
import { CALLS } from './calls.js';
import { COLUMNS, MATRIX, type Row } from './matrix.js';
import { World } from './world.js';

/** Each route whose path names a thing, with the kinds of client that it refuses. */
const REFUSALS = (Object.keys(MATRIX) as Operation[]).flatMap((operation): [Operation, (keyof Row)[]][] => {
  const row = MATRIX[operation];
  if (!operation.includes('{') || 'anyone' in row) return [];
  const refused = Object.values(COLUMNS)
    .flat()
    .filter((who) => row[who] >= 400);
  return refused.length > 0 ? [[operation, refused]] : [];
});

/** Only the notification says whose it is. So a missing one costs less, and its number is no secret. */
const DECIDED_BY_THE_THING: readonly Operation[] = [
  'put /api/v1/notifications/{id}/read',
  'put /api/v1/notifications/{id}/dismissed',
  'delete /api/v1/notifications/{id}/dismissed',
];

describe('the cost of a refusal', () => {
  let world: World;
  let emptyClassId: string;
  beforeAll(async () => {
    const school = await SchoolFixture.start();
    // Time stands almost still, so that no request pays for refreshing the revocations.
    let instant = Date.now();
    school.get(Clock).now = () => new Date((instant += 1));
    world = await World.open(school, 12);
    await fill(world);
    emptyClassId = (await school.addClass()).id;
  });
  afterAll(() => world.school.close());

  it.each(REFUSALS)('does not depend on the data: %s', async (operation, refused) => {
    const { path, body, headers } = await CALLS[operation](world, world.clients.admin);
    const costOf = async (who: keyof Row, of: string) => {
      const answer = await world.clients[who].send(operation.split(' ')[0]!.toUpperCase(), of, body, headers);
      return { status: answer.status, ...(await world.school.lineOf(answer)).dynamodb };
    };
    for (const who of refused) {
      const ofFull = await costOf(who, withClass(path, world.room.schoolClass.id));
      expect(ofFull.status).toBeGreaterThanOrEqual(400);
      expect({ who, ...(await costOf(who, withClass(path, emptyClassId))) }).toEqual({ who, ...ofFull });
      if (DECIDED_BY_THE_THING.includes(operation)) continue;
      expect({ who, ...(await costOf(who, withUnknownIds(path))) }).toEqual({ who, ...ofFull });
    }
  });
});

/** Adds what a stranger must not learn of: files, marks of all students, and many changes that are not published. */
async function fill({ room, student, clients: { ownLecturer } }: World): Promise<void> {
  for (const name of ['Week 1.txt', 'Week 2.txt']) await uploadedMaterial(ownLecturer, room.path, name);
  const rows = (await room.rows()).map(({ studentId, version }) => ({ studentId, version, marks: { midterm: 5 } }));
  await room.saveMany({ rows });
  for (let change = 0; change < 30; change += 1) await room.mark(student, { midterm: (change % 10) + 0.25 });
}

function withClass(path: string, id: string): string {
  return path.replace(new RegExp(`/classes/${UUID}`), `/classes/${id}`);
}

function withUnknownIds(path: string): string {
  return path
    .replace(new RegExp(UUID, 'g'), () => randomUUID())
    .replace(/notifications\/\d+/, 'notifications/1')
    .replace(/terms\/[^/]+/, 'terms/unknown');
}
