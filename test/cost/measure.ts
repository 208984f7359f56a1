import { LogLine } from '../fixtures/request-log.js';
import { CASES } from './cases.js';
import { openSchool } from './large-school.js';

/** The cost of a request in the database. */
export type Cost = LogLine['dynamodb'];

/** Measures every route in a school of this size, by the name of the case. */
export async function costsIn(studentCount: number): Promise<Map<string, Cost>> {
  const { world, founded } = await openSchool(studentCount);
  try {
    const costs = new Map<string, Cost>();
    for (const { operation, name, by, call } of CASES) {
      const client = world.clients[by];
      const { path, body, headers } = await call(world, client, founded);
      const answer = await client.send(operation.split(' ')[0]!.toUpperCase(), path, body, headers);
      if (answer.status >= 300) throw new Error(`${name} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      costs.set(name, (await world.school.lineOf(answer)).dynamodb);
    }
    return costs;
  } finally {
    await world.school.close();
  }
}
