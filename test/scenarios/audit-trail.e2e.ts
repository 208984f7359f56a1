import type { AuditEntry } from '../../src/features/audit/audit-entry.js';
import {
  aCode,
  aGpaRuleRequest,
  anExternalResultRequest,
  anInvitation,
  aSubjectRequest,
  aTermRequest,
  newIdentity,
} from '../fixtures/builders.js';
import type { ClassBody } from '../fixtures/classroom.js';
import type { Answer, Client } from '../fixtures/client.js';
import { dumpOf } from '../fixtures/dump.js';
import type { Operation } from '../fixtures/operations.js';
import { aScaleRequest } from '../fixtures/scales.js';
import { SchoolFixture } from '../fixtures/school.js';
import { type AvatarOfferBody, type MaterialOfferBody, PNG, upload } from '../fixtures/upload.js';

type Write = Exclude<Operation, `get ${string}`>;

/** Every write, and the audit entries that it adds. Read marks of notifications are private, and are not recorded. */
const LEAVES: Record<Write, readonly string[]> = {
  'post /api/v1/users': ['user.invited'],
  'post /api/v1/users/import': ['user.invited', 'user.invited'],
  'patch /api/v1/users/{id}': ['user.changed'],
  'post /api/v1/users/{id}/disable': ['user.disabled'],
  'post /api/v1/users/{id}/enable': ['user.enabled'],
  'post /api/v1/users/{id}/reset-mfa': ['user.mfa_reset'],
  'post /api/v1/users/{id}/restore-account': ['user.account_restored'],
  'post /api/v1/users/{id}/resend-invitation': ['user.invitation_resent'],
  'post /api/v1/users/{id}/anonymise': ['user.anonymised'],
  'patch /api/v1/me': ['user.changed'],
  'post /api/v1/me/sign-out': ['user.signed_out'],
  'post /api/v1/me/avatar': [],
  'put /api/v1/me/avatar': ['user.avatar_changed'],
  'delete /api/v1/me/avatar': ['user.avatar_changed'],
  'post /api/v1/grading-scales': ['scale.created'],
  'post /api/v1/terms': ['term.created'],
  'patch /api/v1/terms/{code}': ['term.changed'],
  'delete /api/v1/terms/{code}': ['term.deleted'],
  'post /api/v1/subjects': ['subject.created'],
  'patch /api/v1/subjects/{id}': ['subject.changed'],
  'post /api/v1/subjects/{id}/retire': ['subject.retired'],
  'post /api/v1/subjects/{id}/reinstate': ['subject.reinstated'],
  'post /api/v1/classes': ['class.created'],
  'patch /api/v1/classes/{id}': ['class.changed'],
  'delete /api/v1/classes/{id}': ['class.deleted'],
  'post /api/v1/classes/{id}/archive': ['class.archived'],
  'post /api/v1/classes/{id}/unarchive': ['class.unarchived'],
  'post /api/v1/classes/{classId}/students': ['enrolment.enrolled', 'enrolment.enrolled'],
  'put /api/v1/classes/{classId}/students/{studentId}': ['enrolment.enrolled'],
  'delete /api/v1/classes/{classId}/students/{studentId}': ['enrolment.withdrawn'],
  'post /api/v1/classes/{classId}/students/{studentId}/move': ['enrolment.moved', 'enrolment.moved'],
  'post /api/v1/classes/{classId}/students/{studentId}/remove': ['enrolment.dropped'],
  'patch /api/v1/classes/{classId}/scores': ['marks.changed', 'marks.changed'],
  'post /api/v1/classes/{classId}/scores/import': ['marks.changed', 'marks.changed'],
  'put /api/v1/classes/{classId}/scores/{studentId}': ['marks.changed'],
  'put /api/v1/classes/{classId}/scores/{studentId}/final': ['final.changed'],
  'post /api/v1/classes/{classId}/components/{key}/publish': ['component.published', 'notification.sent'],
  'post /api/v1/classes/{classId}/components/{key}/unpublish': ['component.unpublished', 'notification.deleted'],
  'post /api/v1/classes/{classId}/materials': [],
  'put /api/v1/classes/{classId}/materials/{materialId}': ['material.added'],
  'delete /api/v1/classes/{classId}/materials/{materialId}': ['material.deleted'],
  'post /api/v1/classes/{classId}/scores/lock': ['gradebook.locked'],
  'post /api/v1/classes/{classId}/scores/unlock': ['gradebook.unlocked'],
  'post /api/v1/students/{studentId}/external-results': ['external_result.created'],
  'patch /api/v1/students/{studentId}/external-results/{id}': ['external_result.changed'],
  'delete /api/v1/students/{studentId}/external-results/{id}': ['external_result.deleted'],
  'post /api/v1/gpa-rules': ['gpa_rule.added'],
  'post /api/v1/notifications': ['notification.sent'],
  'put /api/v1/notifications/{id}/read': [],
  'put /api/v1/notifications/{id}/dismissed': [],
  'delete /api/v1/notifications/{id}/dismissed': [],
  'post /api/v1/notifications/read-all': [],
  'delete /api/v1/notifications/{id}': ['notification.deleted'],
};

const because = { reason: 'Decision of the faculty' };
const personal = () => ({ ...newIdentity(), familyName: aCode('Family'), givenName: aCode('Given'), department: aCode('Department') });
const ours = { phone: '+84 90 765 4321', dateOfBirth: '1987-06-05' };

describe('the audit log of a day', () => {
  let school: SchoolFixture;
  let admin: Client;
  /** The operation of each request, and the entries in the log after each, by their keys. */
  const operations = new Map<string, Write>();
  const logs: Map<string, unknown>[] = [];
  /** Values that no entry may contain. */
  const secrets: string[] = Object.values(ours);

  const log = async (): Promise<Map<string, unknown>> => {
    const items = (await dumpOf(school)).ledger.filter(({ pk }) => (pk as string).startsWith('AUDIT#'));
    return new Map(items.map((item) => [`${String(item.pk)} ${String(item.sk)}`, item]));
  };
  const written = (): AuditEntry[] => [...logs.at(-1)!.values()] as AuditEntry[];

  const done = async <Body>(call: Promise<Answer>): Promise<Body> => {
    const answer = await call;
    expect({ status: Math.floor(answer.status / 100), body: answer.body as unknown }).toMatchObject({ status: 2 });
    const { requestId, method, route } = await school.lineOf(answer);
    operations.set(requestId, `${method.toLowerCase()} ${route!.replace(/:(\w+)/g, '{$1}')}` as Write);
    logs.push(await log());
    return answer.body as Body;
  };
  const keepSecret = <T extends object>(person: T): T => {
    secrets.push(...Object.values(person).filter((value) => !['STUDENT', 'LECTURER', 'ADMIN'].includes(value as string)));
    return person;
  };

  const aDayOfPeople = async (): Promise<void> => {
    const { id } = await done<{ id: string }>(admin.post('/users', keepSecret(anInvitation({ ...ours, ...personal() }))));
    const users = [1, 2].map(() => keepSecret(anInvitation({ ...ours, ...personal() })));
    await done(admin.post('/users/import', { users }));
    await done(admin.post(`/users/${id}/resend-invitation`));
    await done(admin.post(`/users/${id}/reset-mfa`));
    await school.accounts.delete(id);
    await done(admin.post(`/users/${id}/restore-account`));
    await done(admin.patch(`/users/${id}`, keepSecret(personal())));
    await done(admin.patch(`/users/${id}`, { phone: null, dateOfBirth: '1999-12-31', role: 'LECTURER' }));
    await done(admin.patch('/me', { phone: '0123 456 789' }));
    const offered = await done<AvatarOfferBody>(admin.post('/me/avatar', { contentType: 'image/png', size: PNG.length }));
    await upload(offered.upload, PNG);
    await done(admin.put('/me/avatar', { key: offered.key }));
    await done(admin.delete('/me/avatar'));
    await done(admin.post(`/users/${id}/disable`));
    await done(admin.post(`/users/${id}/enable`));
    await done(admin.post(`/users/${id}/disable`));
    await done(admin.post(`/users/${id}/anonymise`));
    secrets.push('1999-12-31', '0123 456 789');
  };

  const aDayOfClasses = async (): Promise<ClassBody> => {
    const term = aTermRequest();
    await done(admin.post('/terms', term));
    await done(admin.patch(`/terms/${term.code}`, { title: 'Spring' }));
    await done(admin.delete(`/terms/${term.code}`));
    await done(admin.post('/grading-scales', aScaleRequest()));
    await done(admin.post('/gpa-rules', aGpaRuleRequest({ fromTerm: school.defaults.term })));
    const components = [{ key: 'final', name: 'Final', weight: 100 }];
    const subject = await done<{ id: string }>(admin.post('/subjects', aSubjectRequest({ components })));
    await done(admin.patch(`/subjects/${subject.id}`, { credits: 4 }));
    await done(admin.post(`/subjects/${subject.id}/retire`, {}));
    await done(admin.post(`/subjects/${subject.id}/reinstate`, because));
    const aClass = () => done<ClassBody>(admin.post('/classes', school.aClassRequest({ subjectId: subject.id })));
    const [schoolClass, another] = [await aClass(), await aClass()];
    await done(admin.patch(`/classes/${schoolClass.id}`, { room: 'B 204' }));
    const materials = `/classes/${schoolClass.id}/materials`;
    const notes = { name: 'notes.png', contentType: 'image/png', size: PNG.length };
    const offered = await done<MaterialOfferBody>(admin.post(materials, notes));
    await upload(offered.upload, PNG);
    await done(admin.put(`${materials}/${offered.id}`));
    await done(admin.delete(`${materials}/${offered.id}`));
    await done(admin.delete(`/classes/${another.id}`));
    await done(admin.post(`/classes/${schoolClass.id}/archive`, because));
    await done(admin.post(`/classes/${schoolClass.id}/unarchive`, because));
    return schoolClass;
  };

  const aDayOfMarks = async ({ id }: ClassBody): Promise<void> => {
    const path = `/classes/${id}`;
    const students = await Promise.all([1, 2].map(() => school.addAccount(keepSecret({ ...personal(), ...ours }))));
    const [one] = students;
    await done(admin.post(`${path}/students`, { students: students.map((student) => ({ id: student.id })) }));
    await done(admin.put(`${path}/scores/${one!.id}`, { version: 1, marks: { final: 7 } }));
    await done(admin.put(`${path}/scores/${one!.id}/final`, { version: 2, notation: 'P', ...because }));
    const rows = students.map((student, index) => ({ studentId: student.id, version: index === 0 ? 3 : 1, marks: { final: 9.5 } }));
    await done(admin.send('PATCH', `${path}/scores`, { rows }));
    const lines = students.map((student, index) => `${student.code},${index === 0 ? 4 : 2},8`);
    const csv = ['studentCode,version,final', ...lines].join('\n');
    await done(admin.post(`${path}/scores/import`, csv, { 'content-type': 'text/csv' }));
    await done(admin.post(`${path}/components/final/publish`, {}));
    await done(admin.post(`${path}/components/final/unpublish`, {}));
    await done(admin.post(`${path}/scores/lock`, {}));
    await done(admin.post(`${path}/scores/unlock`, because));
    await done(admin.delete(`${path}/students/${one!.id}?as=withdrawn`));
    await done(admin.put(`${path}/students/${one!.id}`));
    await done(admin.post(`${path}/students/${one!.id}/remove`, because));
    const { subject, term } = await done<ClassBody>(admin.get(path));
    const target = await done<ClassBody>(admin.post('/classes', school.aClassRequest({ subjectId: subject.id, term })));
    await done(admin.post(`${path}/students/${students[1]!.id}/move`, { toClassId: target.id, ...because }));
    await done(admin.put(`${path}/students/${one!.id}`));
    const results = `/students/${one!.id}/external-results`;
    const { id: resultId } = await done<{ id: string }>(admin.post(results, anExternalResultRequest()));
    await done(admin.patch(`${results}/${resultId}`, { credits: 4, ...because }));
    await done(admin.delete(`${results}/${resultId}?reason=A%20mistake`));
  };

  const aDayOfNews = async (): Promise<void> => {
    const news = { audience: { everyone: true }, title: aCode('Title'), body: aCode('Body'), link: `/${aCode('link')}` };
    secrets.push(news.title, news.body, news.link);
    const { id } = await done<{ id: number }>(admin.post('/notifications', news));
    await done(admin.put(`/notifications/${id}/read`));
    await done(admin.put(`/notifications/${id}/dismissed`));
    await done(admin.delete(`/notifications/${id}/dismissed`));
    await done(admin.post('/notifications/read-all', { upTo: id }));
    await done(admin.delete(`/notifications/${id}`));
    const { user } = await school.addUser();
    await done(school.as(user).post('/me/sign-out'));
  };

  beforeAll(async () => {
    school = await SchoolFixture.startWithAccounts(25_000);
    ({ admin } = school);
    await school.addDefaults();
    await aDayOfPeople();
    await aDayOfMarks(await aDayOfClasses());
    await aDayOfNews();
  }, 120_000);
  afterAll(() => school.close());

  it.each(Object.entries(LEAVES))('records %s as %j', (operation, actions) => {
    const requests = [...operations].filter(([, called]) => called === operation).map(([requestId]) => requestId);
    expect(requests).not.toEqual([]);
    for (const id of requests) {
      const left = written().filter(({ requestId }) => requestId === id);
      expect(left.map(({ action }) => action).sort()).toEqual(actions);
    }
  });

  it('never changes an entry, except that anonymising removes addresses', () => {
    const withoutAddresses = (item: unknown) =>
      JSON.stringify(item, (name, value: unknown) => (name === 'email' ? undefined : value)).replace(',"before":{}', '');
    for (const [index, earlier] of logs.entries()) {
      if (index > 0)
        expect([...logs[index - 1]!].filter(([key, item]) => withoutAddresses(item) !== withoutAddresses(earlier.get(key)))).toEqual([]);
    }
    expect(written().length).toBeGreaterThan(operations.size);
  });

  it('returns all entries of an actor and of each thing', async () => {
    const { id } = (await admin.get('/me')).body as { id: string };
    const idsOf = (entries: readonly { id: string }[]) => entries.map((entry) => entry.id).sort();
    const byAdmin = (await log()).values();
    expect(idsOf(await admin.walk(`/audit?actor=${id}`, 7))).toEqual(
      idsOf(([...byAdmin] as (AuditEntry & { actorId: string })[]).filter(({ actorId }) => actorId === id)),
    );
    for (const entity of new Set(written().map((entry) => entry.entity))) {
      const listed = await admin.walk(`/audit?entity=${entity}`, 2);
      expect(idsOf(listed)).toEqual(idsOf(written().filter((entry) => entry.entity === entity)));
    }
  });

  it('returns all entries of the school once, newest first', async () => {
    const isOfFeed = ({ action }: AuditEntry) => action !== 'audit.read';
    const all = ([...(await log()).values()] as AuditEntry[]).filter(isOfFeed);
    const [earliest] = all.map(({ at }) => at).sort();
    for (const limit of [7, 100]) {
      const found = ((await admin.walk(`/audit?from=${earliest}`, limit)) as AuditEntry[]).filter(isOfFeed);
      expect(found.map(({ at }) => at)).toEqual(
        all
          .map(({ at }) => at)
          .sort()
          .reverse(),
      );
      expect(found.map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
    }
  });

  it('contains no personal data: no address, code, name, number or date of birth', () => {
    const everything = JSON.stringify(written());
    expect(everything).toContain('changedFields');
    expect(secrets.length).toBeGreaterThan(20);
    expect(secrets.filter((secret) => everything.toLowerCase().includes(secret.toLowerCase()))).toEqual([]);
  });
});
