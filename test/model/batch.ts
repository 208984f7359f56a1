import * as fc from 'fast-check';
import type { AuditEntry } from '../../src/features/audit/audit-entry.js';
import type { Answer } from '../fixtures/client.js';
import { type Action, ACTIONS, type Request } from './actions.js';
import { assertConsistent, assertEntries, assertExplained, type Done, outcomeOf } from './checks.js';
import { type ModelSchool, ROOM_COUNT, STUDENTS } from './model-school.js';
import type { Scene } from './scene.js';
import { readSchool, type SchoolState, toState } from './state.js';

/** The most requests that are sent at once. */
const MAX_AT_ONCE = 3;

/** What the model knows of the school: its state, and the audit entries that it has explained. */
export interface Model {
  state: SchoolState;
  readonly explained: Set<string>;
}

/** How requests write that have read at the same time. Only the embedded database can hold them back. */
type Writes = 'in order' | 'reversed' | 'freely';

/** Some requests at once. A single one is also compared with what the rules of the school say. */
class Batch implements fc.AsyncCommand<Model, ModelSchool> {
  /** What the actions mean in the state in which they ran. */
  private requests: readonly Request[] = [];

  constructor(
    private readonly actions: readonly Action[],
    private readonly writes: Writes,
    private readonly focus: Scene['focus'],
  ) {}

  check(): boolean {
    return true;
  }

  async run(model: Model, school: ModelSchool): Promise<void> {
    const requests = this.actions.map((action) => action({ school, state: model.state, focus: this.focus }));
    this.requests = requests;
    const { answers, order } = await this.send(school);
    const [entries, stored] = await Promise.all([newEntries(model, school), readSchool(school)]);
    const batch = requests.map(({ text }, index): Done => {
      const answer = answers[index]!;
      const requestId = answer.headers.get('x-request-id');
      return { text, answer, entries: entries.filter((entry) => entry.requestId === requestId) };
    });
    batch.forEach(assertEntries);
    const others = entries.filter((entry) => !batch.some((done) => done.entries.includes(entry)));
    if (others.length > 0) throw new Error(`No request has left ${JSON.stringify(others)}`);

    const [only] = requests;
    if (requests.length === 1 && only!.expected) expect(outcomeOf(batch[0]!)).toEqual(only!.expected);
    const after = toState(stored);
    const changes = batch.map((done) => done.entries);
    assertExplained(model.state, order ? [order.flatMap((index) => changes[index]!)] : changes, after);
    if (entries.length > 0) await assertConsistent(school, stored);
    model.state = after;
  }

  toString(): string {
    const texts = this.requests.map(({ text }) => text);
    return texts.length > 1 ? `${this.writes}: ${texts.join(' | ')}` : texts.join();
  }

  private async send(school: ModelSchool): Promise<{ answers: Answer[]; order?: number[] }> {
    const calls = this.requests.map(({ call }) => call);
    if (this.writes === 'freely' || !school.isEmbedded) return { answers: await school.send(calls) };
    return school.sendTogether(calls, this.writes === 'reversed');
  }
}

async function newEntries({ explained }: Model, school: ModelSchool): Promise<AuditEntry[]> {
  const found = (await school.entries()).filter(({ id }) => !explained.has(id));
  found.forEach(({ id }) => explained.add(id));
  return found;
}

/** The state of a new school. */
export async function newModel(school: ModelSchool): Promise<Model> {
  const [entries, stored] = await Promise.all([school.entries(), readSchool(school)]);
  return { state: toState(stored), explained: new Set(entries.map(({ id }) => id)) };
}

const focus = fc.option(
  fc.record({ room: fc.nat({ max: ROOM_COUNT - 1 }), student: fc.option(fc.nat({ max: STUDENTS - 1 }), { nil: undefined }) }),
  { nil: undefined, freq: 4 },
);
/** Most requests meet others. */
const actions = fc
  .constantFrom(1, 2, 2, MAX_AT_ONCE, MAX_AT_ONCE)
  .chain((count) => fc.array(ACTIONS, { minLength: count, maxLength: count }));
const writes = fc.constantFrom<Writes>('in order', 'reversed', 'freely');

export const batches = fc.record({ actions, writes, focus }).map((drawn) => new Batch(drawn.actions, drawn.writes, drawn.focus));
