import type { GoodCall } from '../fuzz/call.js';
import type { Operation } from '../fuzz/document.js';
import { GOOD_CALLS } from '../fuzz/good-calls.js';
import { uploadedMaterial } from '../fixtures/upload.js';
import type { World } from '../fuzz/world.js';
import type { Draw } from './draw.js';

/** Calls of an operation that are kept, to be sent again. */
const KEPT = 24;

/** Valid calls, and the ids of things in every state: as calls find them, and as they leave them. */
export class Stock {
  private readonly calls = new Map<string, GoodCall[]>();
  private readonly ids = new Map<string, string[]>();

  private constructor(
    private readonly world: World,
    /** Names of parameters, and values of a class that is archived and not empty. */
    private readonly archived: Readonly<Record<string, string>>,
  ) {}

  static async open(world: World): Promise<Stock> {
    const { schoolClass, students, path } = await world.school.addClassroom();
    const materialId = await uploadedMaterial(world.school.admin, path);
    await world.school.admin.post(`/classes/${schoolClass.id}/archive?anyway=true`, { reason: 'The term is over' });
    return new Stock(world, { id: schoolClass.id, classId: schoolClass.id, studentId: students[0]!.user.id, materialId, key: 'midterm' });
  }

  /** The call, in an archived class. Undefined if it is about no class. */
  inArchivedClass({ id, path }: Operation, call: GoodCall): GoodCall | undefined {
    if (id === 'notificationsSend') return { ...call, body: { ...(call.body as object), audience: { classId: this.archived.classId } } };
    const isChange = path.includes('/classes/{') && id !== 'classesUnarchive';
    return isChange
      ? { ...call, params: Object.fromEntries(Object.keys(call.params ?? {}).map((name) => [name, this.archived[name]!])) }
      : undefined;
  }

  /** A valid call: made for this request, or one that was sent before. */
  async callOf({ id, method }: Operation, draw: Draw): Promise<GoodCall> {
    const kept = this.calls.get(id) ?? [];
    const isSpent = method !== 'GET';
    if (kept.length > 0 && !draw.happens(isSpent ? 0.12 : 0.03)) return draw.oneOf(kept);
    return GOOD_CALLS[id]!(this.world);
  }

  /** Keeps a call and its ids. */
  keep(operation: Operation, call: GoodCall): void {
    const kept = this.calls.get(operation.id) ?? [];
    if (!kept.includes(call)) this.calls.set(operation.id, [...kept, call].slice(-KEPT));
    // What only reads is of the school that all other calls need.
    if (operation.method === 'GET') return;
    for (const [name, value] of Object.entries(call.params ?? {})) this.add(kindOf(operation, name), value);
  }

  private add(kind: string, id: string): void {
    if (id === this.world.room.schoolClass.id) return;
    const ids = this.ids.get(kind) ?? [];
    if (!ids.includes(id)) this.ids.set(kind, [...ids, id].slice(-KEPT));
  }

  /** An id of the kind that a parameter of the path names, or undefined if there is none yet. */
  idFor(operation: Operation, name: string, draw: Draw, byOwner: boolean): string | undefined {
    // Admins may not do to themselves what they do to others. Another admin could, and would end their session.
    if (byOwner && operation.path.startsWith('/api/v1/users/{') && operation.method === 'POST' && draw.happens(0.3))
      return this.world.admin.id;
    const kind = kindOf(operation, name);
    // The only term that has classes.
    const ids = [...(kind === 'terms' ? [this.world.school.defaults.term] : []), ...(this.ids.get(kind) ?? [])];
    return ids.length > 0 ? draw.oneOf(ids) : undefined;
  }
}

/** `classes` for the `id` of `/classes/{id}` and for every `classId`. */
function kindOf({ path }: Operation, name: string): string {
  const owner = path.split('/').at(path.split('/').indexOf(`{${name}}`) - 1)!;
  return name === 'studentId' ? 'students' : owner;
}
