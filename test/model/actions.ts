import * as fc from 'fast-check';
import { FLAGS, isFlag } from '../../src/features/grading/component.js';
import { aim, type Aimed } from './aim.js';
import {
  expectArchive,
  expectEnrolment,
  expectFinal,
  expectListEnrolment,
  expectLock,
  expectManyMarks,
  expectMarks,
  expectMove,
  expectPublication,
  expectRemoval,
  expectStatus,
} from './expectations.js';
import { type Call, KEYS, OFFICE, ROOM_COUNT, STAFF, type StaffMember, STUDENTS } from './model-school.js';
import { type At, type DrawnMarks, type Outcome, placeOf, type Scene, versionOf } from './scene.js';

/** One thing that one person does. */
export interface Request {
  readonly text: string;
  readonly call: Call;
  /** The outcome if nothing else happens at the same time. Absent if the model does not know it. */
  readonly expected?: Outcome;
}

/** What fast-check draws: a request for any state of the school. */
export type Action = (scene: Scene) => Request;

/** How an action is drawn, sent and judged. */
interface Kind<T> {
  readonly weight: number;
  readonly draws: fc.Arbitrary<T>;
  readonly call: (drawn: T, scene: Scene) => Call;
  readonly expected?: (drawn: T, scene: Scene) => Outcome;
}

function action<T extends Aimed>(
  name: string,
  { weight, draws, call, expected }: Kind<T>,
): { weight: number; arbitrary: fc.Arbitrary<Action> } {
  const toAction =
    (drawn: T): Action =>
    (scene) => {
      const aimed = aim(drawn, scene);
      return { text: `${name} ${JSON.stringify(aimed)}`, call: call(aimed, scene), expected: expected?.(aimed, scene) };
    };
  return { weight, arbitrary: draws.map(toAction) };
}

const REASON = 'Decision of the board';

const office = fc.constantFrom(...OFFICE);
const grader = fc.constantFrom<StaffMember>(...STAFF);
/** See `aim`. */
const aims = fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) });
const room = fc.nat({ max: ROOM_COUNT - 1 });
const student = fc.nat({ max: STUDENTS - 1 });
const reason = fc.option(fc.constant(REASON), { nil: undefined });
const auditing = fc.constantFrom(undefined, undefined, false, true);
const component = fc.constantFrom(...KEYS);
/** In quarters of a point. */
const mark = fc.oneof(
  { weight: 4, arbitrary: fc.nat({ max: 40 }).map((quarters) => quarters / 4) },
  { weight: 1, arbitrary: fc.constantFrom(...FLAGS, null) },
);
const marks = fc.dictionary(component, mark, { minKeys: 1, noNullPrototype: true });
const feedback = fc.uniqueArray(fc.record({ component, text: fc.constantFrom('Good.', 'See me.', null) }), {
  minLength: 1,
  selector: (each) => each.component,
});
/** How many versions a change is late. */
const behind = fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(1) });
const halves = fc.nat({ max: 20 }).map((half) => half / 2);
const final = fc.oneof<fc.Arbitrary<object>[]>(
  halves.map((result) => ({ result })),
  fc.constant({ result: null }),
  fc.constantFrom('P', 'NP', 'AU').map((notation) => ({ notation })),
  fc.record({ dueOn: fc.constantFrom('2020-01-31', '2099-01-31'), lapsesTo: halves }).map((incomplete) => ({ incomplete })),
);

/** All that people can do. For another command, add it here, and the rule of its audit entry to `rules.ts`. */
export const ACTIONS: fc.Arbitrary<Action> = fc.oneof(
  action('enrol', {
    weight: 6,
    draws: fc.record({ by: office, room, student, overload: fc.boolean(), auditing, reason }),
    call: ({ by, overload, auditing: audits, reason: why, ...at }, scene) =>
      put(by, studentPath(scene, at), { overload, auditing: audits, reason: why }),
    expected: expectEnrolment,
  }),
  action('enrol list', {
    weight: 2,
    draws: fc.record({ by: office, room, students: fc.uniqueArray(student, { minLength: 1 }) }),
    call: ({ by, room: at, students }, { school }) =>
      post(by, `${school.rooms[at]!.path}/students`, { students: students.map((each) => ({ id: school.studentIds[each] })) }),
    expected: expectListEnrolment,
  }),
  action('remove', {
    weight: 4,
    draws: fc.record({ by: office, room, student, aims, as: fc.constantFrom('dropped', 'withdrawn', undefined), reason }),
    call: ({ by, as, reason: why, ...at }, scene) => post(by, `${studentPath(scene, at)}/remove`, { as, reason: why }),
    expected: expectRemoval,
  }),
  action('move', {
    weight: 5,
    draws: fc.record({ by: office, room, to: room, student, aims, reason }),
    call: ({ by, to, reason: why, ...at }, scene) =>
      post(by, `${studentPath(scene, at)}/move`, { toClassId: scene.school.rooms[to]!.id, reason: why }),
    expected: expectMove,
  }),
  action('save marks', {
    weight: 8,
    draws: fc.record({ by: grader, room, student, aims, marks, behind, reason }),
    call: ({ by, reason: why, ...row }, scene) => put(by, scorePath(scene, row), { ...toChange(row, scene), reason: why }),
    expected: expectMarks,
  }),
  action('save many marks', {
    weight: 4,
    draws: fc.record({
      ...{ by: grader, room, aims, reason },
      rows: fc.uniqueArray(fc.record({ student, marks, behind }), { minLength: 1, selector: (row) => row.student }),
    }),
    call: ({ by, room: at, reason: why, rows }, scene) => ({
      ...{ by, method: 'PATCH', path: `${scene.school.rooms[at]!.path}/scores` },
      body: {
        rows: rows.map((row) => ({ studentId: scene.school.studentIds[row.student], ...toChange({ ...row, room: at }, scene) })),
        reason: why,
      },
    }),
    expected: expectManyMarks,
  }),
  action('give feedback', {
    weight: 4,
    draws: fc.record({ by: grader, room, student, aims, feedback, behind, reason }),
    call: ({ by, feedback: drawn, behind: age, reason: why, ...at }, scene) =>
      put(by, scorePath(scene, at), { version: versionOf(placeOf(scene, at), age), feedback: drawn, reason: why }),
  }),
  action('final grade', {
    weight: 4,
    draws: fc.record({ by: grader, room, student, aims, final, behind }),
    call: ({ by, final: drawn, behind: age, ...at }, scene) =>
      put(by, `${scorePath(scene, at)}/final`, { version: versionOf(placeOf(scene, at), age), ...drawn, reason: REASON }),
    expected: expectFinal,
  }),
  ...(['publish', 'unpublish'] as const).map((what) =>
    action(what, {
      weight: 3,
      draws: fc.record({ by: grader, room, aims, component, reason }),
      call: ({ by, room: at, component: key, reason: why }, { school }) =>
        post(by, `${school.rooms[at]!.path}/components/${key}/${what}`, { reason: why }),
      expected: (drawn, scene) => expectPublication({ ...drawn, isPublication: what === 'publish' }, scene),
    }),
  ),
  action('lock', {
    weight: 3,
    draws: fc.record({ by: grader, room, aims }),
    call: ({ by, room: at }, { school }) => post(by, `${school.rooms[at]!.path}/scores/lock`),
    expected: (drawn, scene) => expectLock({ ...drawn, locks: true }, scene),
  }),
  action('unlock', {
    weight: 4,
    draws: fc.record({ by: office, room }),
    call: ({ by, room: at }, { school }) => post(by, `${school.rooms[at]!.path}/scores/unlock`, { reason: REASON }),
    expected: (drawn, scene) => expectLock({ ...drawn, locks: false }, scene),
  }),
  action('archive', {
    weight: 2,
    draws: fc.record({ by: office, room }),
    call: ({ by, room: at }, { school }) => post(by, `${school.rooms[at]!.path}/archive?anyway=true`, { reason: REASON }),
    expected: (drawn, scene) => expectArchive({ ...drawn, archives: true }, scene),
  }),
  action('unarchive', {
    weight: 4,
    draws: fc.record({ by: office, room }),
    call: ({ by, room: at }, { school }) => post(by, `${school.rooms[at]!.path}/unarchive`, { reason: REASON }),
    expected: (drawn, scene) => expectArchive({ ...drawn, archives: false }, scene),
  }),
  action('disable', {
    weight: 2,
    draws: fc.record({ by: office, student }),
    call: ({ by, student: who }, { school }) => post(by, `/users/${school.studentIds[who]}/disable`),
    expected: (drawn, scene) => expectStatus({ ...drawn, disables: true }, scene),
  }),
  action('enable', {
    weight: 3,
    draws: fc.record({ by: office, student }),
    call: ({ by, student: who }, { school }) => post(by, `/users/${school.studentIds[who]}/enable`),
    expected: (drawn, scene) => expectStatus({ ...drawn, disables: false }, scene),
  }),
);

function put(by: StaffMember, path: string, body: object): Call {
  return { by, method: 'PUT', path, body };
}

function post(by: StaffMember, path: string, body?: object): Call {
  return { by, method: 'POST', path, body };
}

function studentPath(scene: Scene, at: At): string {
  const { path, studentId } = placeOf(scene, at);
  return `${path}/students/${studentId}`;
}

function scorePath(scene: Scene, at: At): string {
  const { path, studentId } = placeOf(scene, at);
  return `${path}/scores/${studentId}`;
}

/** The body of a change of marks. Either of `marks` and `flags` can clear a mark. */
function toChange({ marks: drawn, behind: age, ...at }: At & { marks: DrawnMarks; behind: number }, scene: Scene): object {
  const pick = (wanted: boolean) => Object.fromEntries(Object.entries(drawn).filter(([, value]) => isFlag(value) === wanted));
  return { version: versionOf(placeOf(scene, at), age), marks: pick(false), flags: pick(true) };
}
