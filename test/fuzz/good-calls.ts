import type { Role } from '../../src/auth/actor.js';
import { aCode, aGpaRuleRequest, anExternalResultRequest, anInvitation, aSubjectRequest, aTermRequest } from '../fixtures/builders.js';
import type { Client } from '../fixtures/client.js';
import { aScaleRequest, GERMANY } from '../fixtures/scales.js';
import { PNG, stagedMaterial, uploadedAvatar } from '../fixtures/upload.js';
import { type GoodCall, requestOf } from './call.js';
import type { Operation } from './document.js';
import type { Wire } from './wire.js';
import type { World } from './world.js';

type Making = (world: World) => Promise<GoodCall>;

/** A call by an admin. */
const byAdmin =
  (make: (world: World) => GoodCall | Promise<GoodCall> = () => ({})): Making =>
  async (world) => ({ ...(await world.byAdmin()), ...(await make(world)) });

/** A call by a new person, because a person can have ten unfinished uploads. */
const byNewcomer =
  (role: Role, make: (world: World, client: Client) => GoodCall | Promise<GoodCall>): Making =>
  async (world) => {
    const { user, client } = await world.school.addUser({ role });
    return { ...(await world.by(user)), ...(await make(world, client)) };
  };

async function ofOwnNotice(world: World): Promise<GoodCall> {
  const id = await world.notify(world.school.admin, { userId: world.student.user.id });
  return { ...(await world.by(world.student.user)), params: { id } };
}

const withoutToken: Making = () => Promise.resolve({});

const because = { reason: 'Appeal board, case 17' };
const aPerson = { phone: '+84 90 123 4567', dateOfBirth: '2005-02-28', department: 'Mathematics' };

const users: Record<string, Making> = {
  usersList: byAdmin(() => ({ query: { role: 'STUDENT', status: 'ACTIVE', search: 'nguyen' } })),
  usersInvite: byAdmin(() => ({ body: anInvitation(aPerson) })),
  usersRead: byAdmin(({ student }) => ({ params: { id: student.user.id } })),
  usersChange: byAdmin(async (world) => {
    const { id } = await world.school.addAccount();
    return { params: { id }, body: anInvitation(aPerson) };
  }),
  usersDisable: byAdmin(async (world) => ({ params: { id: (await world.school.addAccount()).id } })),
  usersEnable: byAdmin(async (world) => ({
    params: { id: (await world.school.addAccount({ status: 'DISABLED', statusBefore: 'ACTIVE' })).id },
  })),
  usersResetMfa: byAdmin(async (world) => ({ params: { id: (await world.school.addAccount({ status: 'ACTIVE' })).id } })),
  usersRestoreAccount: byAdmin(async (world) => ({ params: { id: (await world.school.addUser()).user.id } })),
  usersResendInvitation: byAdmin(async (world) => ({ params: { id: (await world.school.addAccount({ status: 'INVITED' })).id } })),
  usersAnonymise: byAdmin(async (world) => ({
    params: { id: (await world.school.addAccount({ status: 'DISABLED', statusBefore: 'ACTIVE' })).id },
  })),
  meRead: (world) => world.by(world.student.user),
  homeRead: (world) => world.by(world.student.user),
  meChange: async (world) => ({ ...(await world.by((await world.school.addUser()).user)), body: { phone: aPerson.phone } }),
  meSignOut: async (world) => world.by((await world.school.addUser()).user),
};

const terms: Record<string, Making> = {
  termsList: byAdmin(),
  termsCreate: byAdmin(() => ({ body: aTermRequest() })),
  termsRead: byAdmin(({ school: { defaults } }) => ({ params: { code: defaults.term } })),
  termsChange: byAdmin(async (world) => {
    const code = await world.school.addTerm();
    return { params: { code }, body: { ...aTermRequest(), code, title: 'Spring' } };
  }),
  termsDelete: byAdmin(async (world) => ({ params: { code: await world.school.addTerm() } })),
};

const subjects: Record<string, Making> = {
  subjectsList: byAdmin(),
  subjectsCreate: byAdmin(() => ({ body: aSubjectRequest({ description: 'Limits.', department: 'Mathematics' }) })),
  subjectsRead: byAdmin(({ school: { defaults } }) => ({ params: { id: defaults.subject.id } })),
  subjectsChange: byAdmin(async (world) => {
    const { code: _code, ...body } = aSubjectRequest({ description: 'Limits.', department: 'Mathematics' });
    return { params: { id: (await world.school.addSubject()).id }, body };
  }),
  subjectsRetire: byAdmin(async (world) => ({ params: { id: (await world.school.addSubject()).id }, body: because })),
  subjectsReinstate: byAdmin(async (world) => ({ params: { id: (await world.school.addSubject()).id }, body: because })),
};

const classes: Record<string, Making> = {
  classesList: byAdmin(({ school: { defaults } }) => ({
    query: { term: defaults.term, subjectId: defaults.subject.id, lecturerId: defaults.lecturer.user.id },
  })),
  classesCreate: byAdmin(({ school }) => ({ body: school.aClassRequest({ room: 'B 204' }) })),
  classesRead: byAdmin(({ room }) => ({ params: { id: room.schoolClass.id } })),
  classesChange: byAdmin(async (world) => {
    const { components, gradingScale } = aSubjectRequest({ description: 'Limits.', department: 'Mathematics' });
    const body = { lecturerId: world.lecturer.id, capacity: 31, credits: 4, room: 'B 204', ...because, components, gradingScale };
    return { params: { id: (await world.school.addClass()).id }, body };
  }),
  classesDelete: byAdmin(async (world) => ({ params: { id: (await world.school.addClass()).id } })),
  classesArchive: byAdmin(async (world) => ({
    params: { id: (await world.school.addClassroom({ students: 1 })).schoolClass.id },
    query: { anyway: 'true' },
    body: because,
  })),
  classesUnarchive: byAdmin(async (world) => {
    const { id } = await world.school.addClass();
    await world.school.admin.post(`/classes/${id}/archive`, {});
    return { params: { id }, body: because };
  }),
  myClassesList: async (world) => world.by(world.lecturer),
};

const enrolments: Record<string, Making> = {
  enrolmentsRoster: byAdmin(({ room }) => ({ params: { classId: room.schoolClass.id } })),
  enrolmentsEnrolList: byAdmin(async (world) => {
    const [one, another] = await Promise.all([world.school.addUser(), world.school.addUser()]);
    return {
      params: { classId: (await world.school.addClass()).id },
      body: { students: [{ id: one.user.id }, { code: another.user.code }] },
    };
  }),
  enrolmentsEnrol: byAdmin(async (world) => {
    const [{ id: classId }, { user }] = await Promise.all([world.school.addClass(), world.school.addUser()]);
    return { params: { classId, studentId: user.id }, body: { overload: false, auditing: false, ...because } };
  }),
  enrolmentsWithdraw: byAdmin(async (world) => {
    const { schoolClass, students } = await world.school.addClassroom();
    return { params: { classId: schoolClass.id, studentId: students[0]!.user.id }, query: because };
  }),
  departuresMove: byAdmin(async (world) => {
    const [{ schoolClass, students }, { id: toClassId }] = [await world.school.addClassroom(), await world.school.addClass()];
    return { params: { classId: schoolClass.id, studentId: students[0]!.user.id }, body: { toClassId, ...because } };
  }),
  departuresRemove: byAdmin(async (world) => {
    const { schoolClass, students } = await world.school.addClassroom();
    return { params: { classId: schoolClass.id, studentId: students[0]!.user.id }, body: { as: 'withdrawn', ...because } };
  }),
};

const scores: Record<string, Making> = {
  scoresGradebook: byAdmin(({ room }) => ({ params: { classId: room.schoolClass.id }, query: { feedback: 'midterm' } })),
  scoresRow: byAdmin(({ room, student }) => ({ params: { classId: room.schoolClass.id, studentId: student.user.id } })),
  scoresSaveMany: byAdmin(async (world) => {
    const { schoolClass, students } = await world.school.addClassroom();
    const rows = students.map(({ user }) => ({ studentId: user.id, version: 1, marks: { midterm: 7.25, final: null } }));
    return { params: { classId: schoolClass.id }, body: { rows, ...because } };
  }),
  scoresOwn: async (world) => ({ ...(await world.by(world.student.user)), params: { classId: world.room.schoolClass.id } }),
  scoresSave: byAdmin(async (world) => {
    const { schoolClass, students } = await world.school.addClassroom();
    const body = { version: 1, marks: { midterm: 7.25, final: null }, feedback: [{ component: 'midterm', text: 'Good.' }], ...because };
    return { params: { classId: schoolClass.id, studentId: students[0]!.user.id }, body };
  }),
  scoresSaveFinal: byAdmin(async (world) => {
    const { schoolClass, students } = await world.school.addClassroom();
    const body = { version: 1, incomplete: { dueOn: '2027-02-28', lapsesTo: 0 }, ...because };
    return { params: { classId: schoolClass.id, studentId: students[0]!.user.id }, body };
  }),
  scoresHistory: byAdmin(({ room, student }) => ({ params: { classId: room.schoolClass.id, studentId: student.user.id } })),
  publishingPublish: byAdmin(async (world) => ({ params: { classId: (await world.school.addClass()).id, key: 'midterm' }, body: because })),
  publishingUnpublish: byAdmin(async (world) => ({
    params: { classId: (await world.school.addClass()).id, key: 'midterm' },
    body: because,
  })),
  publishingLock: byAdmin(async (world) => ({ params: { classId: (await world.school.addClass()).id } })),
  publishingUnlock: byAdmin(async (world) => ({ params: { classId: (await world.school.addClass()).id }, body: because })),
};

const transcripts: Record<string, Making> = {
  transcriptsOwn: (world) => world.by(world.student.user),
  transcriptsRead: byAdmin(({ student }) => ({ params: { id: student.user.id } })),
  transcriptFileExportOwn: async (world) => ({ ...(await world.by(world.student.user)), query: { separator: 'semicolon' } }),
  transcriptFileExportOwnWorkbook: (world) => world.by(world.student.user),
  transcriptFileExportCsv: byAdmin(({ student }) => ({ params: { id: student.user.id }, query: { separator: 'semicolon' } })),
  transcriptFileExportWorkbook: byAdmin(({ student }) => ({ params: { id: student.user.id } })),
};

const anExternalTitle = { result: '9 of 10', term: 'Summer 2025' };

/** The parameters of an external result of its own student. */
async function ofExternalResult({ school }: World): Promise<Pick<GoodCall, 'params'>> {
  const [, , studentId, , id] = (await school.addExternalResult()).split('/');
  return { params: { studentId: studentId!, id: id! } };
}

const externalResults: Record<string, Making> = {
  externalResultsList: byAdmin(({ student }) => ({ params: { studentId: student.user.id } })),
  externalResultsCreate: byAdmin(async ({ school }) => ({
    params: { studentId: (await school.addUser()).user.id },
    body: anExternalResultRequest({ ...anExternalTitle, subjectId: school.defaults.subject.id }),
  })),
  externalResultsRead: byAdmin(ofExternalResult),
  externalResultsChange: byAdmin(async (world) => ({
    ...(await ofExternalResult(world)),
    body: anExternalResultRequest({ ...anExternalTitle, subjectId: world.school.defaults.subject.id }),
  })),
  externalResultsDelete: byAdmin(async (world) => ({ ...(await ofExternalResult(world)), query: because })),
};

const gpaRules: Record<string, Making> = {
  gpaRulesList: byAdmin(),
  gpaRulesAdd: byAdmin(({ school }) => ({ body: aGpaRuleRequest({ fromTerm: school.defaults.term, maximum: 4 }) })),
  gpaRulesPreview: byAdmin(({ school }) => ({
    query: { fromTerm: school.defaults.term, kind: 'points', attempts: 'last', places: '1', maximum: '4' },
  })),
};

const notifications: Record<string, Making> = {
  notificationsSend: byAdmin(() => ({
    body: { audience: { role: 'STUDENT' }, title: 'Closed', body: 'The library is closed on Friday.', link: '/classes' },
  })),
  notificationsSent: async (world) => world.by(world.lecturer, world.admin),
  notificationsDelete: byAdmin(async (world) => ({ params: { id: await world.notify(world.school.admin, { everyone: true }) } })),
  inboxList: async (world) => ({ ...(await world.by(world.student.user)), query: { unread: 'true' } }),
  inboxUnreadCount: async (world) => world.by(world.student.user),
  inboxMarkRead: (world) => ofOwnNotice(world),
  inboxDismiss: (world) => ofOwnNotice(world),
  inboxRestore: (world) => ofOwnNotice(world),
  inboxMarkAllRead: async (world) => {
    const id = await world.notify(world.school.admin, { userId: world.admin.id });
    return { ...(await world.byAdmin()), body: { upTo: Number(id) } };
  },
};

const avatars: Record<string, Making> = {
  avatarsOffer: byNewcomer('STUDENT', () => ({ body: { contentType: 'image/png', size: PNG.length } })),
  avatarsAdopt: byNewcomer('STUDENT', async (_world, client) => ({ body: { key: await uploadedAvatar(client) } })),
  avatarsRemove: byAdmin(),
};

const csv = { 'content-type': 'text/csv' };

const files: Record<string, Making> = {
  userImportImport: byAdmin(() => ({ query: { dryRun: 'false' }, body: { users: [anInvitation(aPerson)] }, rows: 'users' })),
  peopleFileExport: byAdmin(() => ({
    query: { role: 'STUDENT', status: 'ACTIVE', search: 'nguyen', limit: '20', separator: 'semicolon' },
  })),
  peopleFileExportWorkbook: byAdmin(() => ({ query: { role: 'STUDENT', status: 'ACTIVE', search: 'nguyen', limit: '20' } })),
  classListFileExport: byAdmin(({ room }) => ({ params: { classId: room.schoolClass.id }, query: { separator: 'semicolon' } })),
  classListFileExportWorkbook: byAdmin(({ room }) => ({ params: { classId: room.schoolClass.id } })),
  gradebookFileExport: byAdmin(({ room }) => ({ params: { classId: room.schoolClass.id }, query: { separator: 'semicolon' } })),
  gradebookFileExportWorkbook: byAdmin(({ room }) => ({ params: { classId: room.schoolClass.id } })),
  gradebookFileImport: byAdmin(async (world) => {
    const { schoolClass, students } = await world.school.addClassroom();
    const body = `studentCode,version,midterm\n${students[0]!.user.code},1,7.25\n`;
    return { params: { classId: schoolClass.id }, query: { dryRun: 'false', ...because }, body, headers: csv };
  }),
  materialsList: async (world) => ({ ...(await world.by(world.student.user)), params: { classId: world.room.schoolClass.id } }),
  materialsOffer: byNewcomer('ADMIN', ({ room }) => ({
    params: { classId: room.schoolClass.id },
    body: { name: 'Week 1.pdf', contentType: 'application/pdf', size: 482133 },
  })),
  materialsRead: byAdmin(async (world) => ({ params: { classId: world.room.schoolClass.id, materialId: await world.newMaterial() } })),
  materialsAdd: byNewcomer('ADMIN', async ({ room }, client) => ({
    params: { classId: room.schoolClass.id, materialId: await stagedMaterial(client, room.path) },
  })),
  materialsDelete: byAdmin(async (world) => ({ params: { classId: world.room.schoolClass.id, materialId: await world.newMaterial() } })),
};

const audit: Record<string, Making> = {
  personalDataExport: (world) => world.by(world.student.user),
  statisticsRead: byAdmin(),
  auditList: byAdmin(({ room, student, lecturer }) => ({
    query: {
      entity: `enrolment:${room.schoolClass.id}:${student.user.id}`,
      actor: lecturer.id,
      from: '2020-01-01T00:00:00Z',
      to: '2120-01-01T00:00:00.000Z',
    },
  })),
};

/** A successful call of every route, by the id of its operation. Each call changes only things that it added. */
export const GOOD_CALLS: Readonly<Record<string, Making>> = {
  healthLive: withoutToken,
  healthReady: withoutToken,
  healthConfiguration: withoutToken,
  gradingScalesList: byAdmin(),
  gradingScalesCreate: byAdmin(() => ({ body: aScaleRequest(GERMANY, { key: aCode('scale').toLowerCase() }) })),
  gradingScalesRead: byAdmin(() => ({ params: { key: 'vn-10' }, query: { version: '1' } })),
  ...users,
  ...terms,
  ...subjects,
  ...classes,
  ...enrolments,
  ...scores,
  ...transcripts,
  ...externalResults,
  ...gpaRules,
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
