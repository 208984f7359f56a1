import { aCode, anInvitation } from '../fixtures/builders.js';
import { PNG, uploadedAvatar } from '../fixtures/upload.js';
import { COMPONENTS } from '../fixtures/registrar.js';
import { requestOf, type GoodCall } from './call.js';
import type { Operation } from './document.js';
import type { Wire } from './wire.js';
import type { World } from './world.js';

type Making = (world: World) => Promise<GoodCall>;

/** A call by an admin. */
const office =
  (make: (world: World) => GoodCall | Promise<GoodCall> = () => ({})): Making =>
  async (world) => ({ ...(await world.byAdmin()), ...(await make(world)) });

const everybody: Making = () => Promise.resolve({});

const aSubjectToAdd = () => ({
  ...{ code: aCode('SUB'), name: 'Calculus', credits: 3, description: 'Limits.', department: 'Mathematics' },
  ...{ components: COMPONENTS, gradingScale: 'vn-10' },
});
const aTermToAdd = () => ({ code: aCode('T'), title: 'Autumn', startDate: '2026-09-01', endDate: '2027-01-15' });
const because = { reason: 'Appeal board, case 17' };
const aPerson = { phone: '+84 90 123 4567', dateOfBirth: '2005-02-28', department: 'Mathematics' };

const users: Record<string, Making> = {
  usersList: office(() => ({ query: { role: 'STUDENT', status: 'ACTIVE', search: 'nguyen' } })),
  usersInvite: office(() => ({ body: anInvitation(aPerson) })),
  usersRead: office(({ pupil }) => ({ params: { id: pupil.user.id } })),
  usersChange: office(async (world) => {
    const { id } = await world.newPerson();
    return { params: { id }, body: anInvitation(aPerson) };
  }),
  usersDisable: office(async (world) => ({ params: { id: (await world.newPerson()).id } })),
  usersEnable: office(async (world) => ({ params: { id: (await world.newPerson({ status: 'DISABLED', statusBefore: 'ACTIVE' })).id } })),
  usersResendInvitation: office(async (world) => ({ params: { id: (await world.newPerson({ status: 'INVITED' })).id } })),
  usersAnonymise: office(async (world) => ({ params: { id: (await world.newPerson({ status: 'DISABLED', statusBefore: 'ACTIVE' })).id } })),
  meRead: (world) => world.by(world.pupil.user),
  meChange: async (world) => ({ ...(await world.by((await world.school.person()).user)), body: { phone: aPerson.phone } }),
};

const terms: Record<string, Making> = {
  termsList: office(),
  termsCreate: office(() => ({ body: aTermToAdd() })),
  termsRead: office(({ office: { usual } }) => ({ params: { code: usual.term } })),
  termsChange: office(async (world) => {
    const { code: _code, ...body } = aTermToAdd();
    return { params: { code: await world.office.addTerm() }, body: { ...body, title: 'Spring' } };
  }),
  termsDelete: office(async (world) => ({ params: { code: await world.office.addTerm() } })),
};

const subjects: Record<string, Making> = {
  subjectsList: office(),
  subjectsCreate: office(() => ({ body: aSubjectToAdd() })),
  subjectsRead: office(({ office: { usual } }) => ({ params: { id: usual.subject.id } })),
  subjectsChange: office(async (world) => {
    const { code: _code, ...body } = aSubjectToAdd();
    return { params: { id: (await world.office.addSubject()).id }, body };
  }),
  subjectsRetire: office(async (world) => ({ params: { id: (await world.office.addSubject()).id }, body: because })),
  subjectsReinstate: office(async (world) => ({ params: { id: (await world.office.addSubject()).id }, body: because })),
};

const classes: Record<string, Making> = {
  classesList: office(({ office: { usual } }) => ({
    query: { term: usual.term, subjectId: usual.subject.id, lecturerId: usual.lecturer.user.id },
  })),
  classesCreate: office(({ office }) => ({ body: office.aClassToAdd({ room: 'B 204' }) })),
  classesRead: office(({ room }) => ({ params: { id: room.schoolClass.id } })),
  classesChange: office(async (world) => {
    const { components, gradingScale } = aSubjectToAdd();
    const body = { lecturerId: world.lecturer.id, capacity: 31, credits: 4, room: 'B 204', ...because, components, gradingScale };
    return { params: { id: (await world.newClass()).id }, body };
  }),
  classesDelete: office(async (world) => ({ params: { id: (await world.newClass()).id } })),
  classesArchive: office(async (world) => ({ params: { id: (await world.newClass()).id }, body: because })),
  classesUnarchive: office(async (world) => {
    const { id } = await world.newClass();
    await world.office.admin.post(`/classes/${id}/archive`, {});
    return { params: { id }, body: because };
  }),
  myClassesList: async (world) => world.by(world.lecturer),
};

const enrolments: Record<string, Making> = {
  enrolmentsRoster: office(({ room }) => ({ params: { classId: room.schoolClass.id } })),
  enrolmentsEnrolList: office(async (world) => {
    const [one, another] = await Promise.all([world.school.person(), world.school.person()]);
    return { params: { classId: (await world.newClass()).id }, body: { students: [{ id: one.user.id }, { code: another.user.code }] } };
  }),
  enrolmentsEnrol: office(async (world) => {
    const [{ id: classId }, { user }] = await Promise.all([world.newClass(), world.school.person()]);
    return { params: { classId, studentId: user.id } };
  }),
  enrolmentsWithdraw: office(async (world) => {
    const { schoolClass, pupils } = await world.newRoom();
    return { params: { classId: schoolClass.id, studentId: pupils[0]!.user.id } };
  }),
};

const scores: Record<string, Making> = {
  scoresGradebook: office(({ room }) => ({ params: { classId: room.schoolClass.id } })),
  scoresSaveMany: office(async (world) => {
    const { schoolClass, pupils } = await world.newRoom();
    const rows = pupils.map(({ user }) => ({ studentId: user.id, version: 1, marks: { midterm: 7.25, final: null } }));
    return { params: { classId: schoolClass.id }, body: { rows, ...because } };
  }),
  scoresOwn: async (world) => ({ ...(await world.by(world.pupil.user)), params: { classId: world.room.schoolClass.id } }),
  scoresSave: office(async (world) => {
    const { schoolClass, pupils } = await world.newRoom();
    const body = { version: 1, marks: { midterm: 7.25, final: null }, ...because };
    return { params: { classId: schoolClass.id, studentId: pupils[0]!.user.id }, body };
  }),
  scoresHistory: office(({ room, pupil }) => ({ params: { classId: room.schoolClass.id, studentId: pupil.user.id } })),
  publishingPublish: office(async (world) => ({ params: { classId: (await world.newClass()).id, key: 'midterm' }, body: because })),
  publishingUnpublish: office(async (world) => ({ params: { classId: (await world.newClass()).id, key: 'midterm' }, body: because })),
  publishingLock: office(async (world) => ({ params: { classId: (await world.newClass()).id } })),
  publishingUnlock: office(async (world) => ({ params: { classId: (await world.newClass()).id }, body: because })),
};

const transcripts: Record<string, Making> = {
  transcriptsOwn: (world) => world.by(world.pupil.user),
  transcriptsRead: office(({ pupil }) => ({ params: { id: pupil.user.id } })),
};

const notifications: Record<string, Making> = {
  notificationsSend: office(() => ({
    body: { audience: { role: 'STUDENT' }, title: 'Closed', body: 'The library is closed on Friday.', link: '/classes' },
  })),
  notificationsSent: async (world) => world.by(world.lecturer, world.admin),
  notificationsDelete: office(async (world) => ({ params: { id: await world.tell(world.school.as(world.admin), { everyone: true }) } })),
  inboxList: async (world) => ({ ...(await world.by(world.pupil.user)), query: { unread: 'true' } }),
  inboxUnreadCount: async (world) => world.by(world.pupil.user),
  inboxMarkRead: async (world) => {
    const id = await world.tell(world.school.as(world.admin), { userId: world.pupil.user.id });
    return { ...(await world.by(world.pupil.user)), params: { id } };
  },
  inboxMarkAllRead: async (world) => {
    const id = await world.tell(world.school.as(world.admin), { userId: world.admin.id });
    return { ...(await world.byAdmin()), body: { upTo: Number(id) } };
  },
};

const avatars: Record<string, Making> = {
  avatarsOffer: office(() => ({ body: { contentType: 'image/png', size: PNG.length } })),
  avatarsAdopt: async (world) => {
    const { user, client } = await world.school.person();
    return { ...(await world.by(user)), body: { key: await uploadedAvatar(client) } };
  },
  avatarsRemove: office(),
};

const csv = { 'content-type': 'text/csv' };

const files: Record<string, Making> = {
  userImportImport: office(() => ({ query: { dryRun: 'false' }, body: { users: [anInvitation(aPerson)] }, rows: 'users' })),
  gradebookFileExport: office(({ room }) => ({ params: { classId: room.schoolClass.id }, query: { separator: 'semicolon' } })),
  gradebookFileImport: office(async (world) => {
    const { schoolClass, pupils } = await world.newRoom();
    const body = `studentCode,version,midterm\n${pupils[0]!.user.code},1,7.25\n`;
    return { params: { classId: schoolClass.id }, query: { dryRun: 'false', ...because }, body, headers: csv };
  }),
  materialsList: async (world) => ({ ...(await world.by(world.pupil.user)), params: { classId: world.room.schoolClass.id } }),
  materialsOffer: office(({ room }) => ({
    params: { classId: room.schoolClass.id },
    body: { name: 'Week 1.pdf', contentType: 'application/pdf', size: 482133 },
  })),
  materialsRead: office(async (world) => ({ params: { classId: world.room.schoolClass.id, materialId: await world.newMaterial() } })),
  materialsDelete: office(async (world) => ({ params: { classId: world.room.schoolClass.id, materialId: await world.newMaterial() } })),
};

const audit: Record<string, Making> = {
  personalDataExport: (world) => world.by(world.pupil.user),
  statisticsRead: office(),
  auditList: office(({ room, pupil, lecturer }) => ({
    query: {
      entity: `enrolment:${room.schoolClass.id}:${pupil.user.id}`,
      actor: lecturer.id,
      from: '2020-01-01T00:00:00Z',
      to: '2120-01-01T00:00:00.000Z',
    },
  })),
};

/** A call of every route that succeeds, by the id of its operation. Whatever it changes is made for it, and nobody else's. */
export const GOOD_CALLS: Readonly<Record<string, Making>> = {
  healthLive: everybody,
  healthReady: everybody,
  healthConfiguration: everybody,
  gradingScalesList: office(),
  ...users,
  ...terms,
  ...subjects,
  ...classes,
  ...enrolments,
  ...scores,
  ...transcripts,
  ...notifications,
  ...avatars,
  ...files,
  ...audit,
};

/** The ETag that a call which changes a thing is based on. */
export async function etagOf(wire: Wire, operation: Operation, { token, params }: GoodCall): Promise<string> {
  const { headers } = await wire.send(requestOf({ ...operation, method: 'GET' }, { token, params }));
  return String(headers.etag);
}
