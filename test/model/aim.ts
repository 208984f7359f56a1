import { OFFICE, STAFF, type StaffMember } from './model-school.js';
import { type At, placeOf, type Scene } from './scene.js';

/** What is drawn of a request. */
export interface Aimed extends Partial<At> {
  readonly by: StaffMember;
  /** Whether the request is to be one that can succeed. */
  readonly aims?: boolean;
  readonly to?: number;
  readonly rows?: readonly { readonly student: number }[];
}

/**
 * Directs a request at what all requests of a batch are about, so that they meet, and at something that exists: an enrolled student, the lecturer of the
 * class, and the other section. Otherwise most requests would be refused for a trivial reason.
 */
export function aim<T extends Aimed>({ aims, ...drawn }: T, scene: Scene): T {
  const student = drawn.student === undefined ? undefined : (scene.focus?.student ?? drawn.student);
  const aimed = { ...drawn, ...(student !== undefined && { student }) } as unknown as T;
  if (!aims || drawn.room === undefined) return aimed;

  const place =
    student === undefined ? { room: scene.focus?.room ?? drawn.room, student: 0 } : enrolledNear(scene, { room: drawn.room, student });
  const { schoolClass } = placeOf(scene, place);
  const lead = STAFF.find((member) => scene.school.idOf(member) === schoolClass.lecturerId)!;
  const to = scene.school.rooms.findIndex(
    ({ id }, index) => index !== place.room && scene.state.classes.get(id)!.subjectId === schoolClass.subjectId,
  );
  const enrolled = drawn.rows?.filter((row) => isEnrolled(scene, { ...place, student: row.student }));
  return {
    ...aimed,
    room: place.room,
    ...(student !== undefined && { student: place.student }),
    ...(!(OFFICE as readonly string[]).includes(drawn.by) && { by: lead }),
    ...(drawn.to !== undefined && to >= 0 && { to }),
    ...(enrolled && enrolled.length > 0 && { rows: enrolled }),
  };
}

/** An enrolled student: in the class that a batch is about, or in another class, or else another student. */
function enrolledNear(scene: Scene, { room, student }: At): At {
  const rooms = scene.school.rooms.map((_room, index) => index);
  const all = rooms.flatMap((each) => scene.school.studentIds.map((_id, who) => ({ room: each, student: who })));
  const enrolled = all.filter((at) => isEnrolled(scene, at));
  const own = enrolled.filter((at) => at.student === student);
  const chosen = own.length > 0 ? own : enrolled;
  return own.find((at) => at.room === scene.focus?.room) ?? chosen[room % chosen.length] ?? { room, student };
}

function isEnrolled(scene: Scene, at: At): boolean {
  return placeOf(scene, at).row?.status === 'ENROLLED';
}
