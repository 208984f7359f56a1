import { aScaleRequest, GERMANY } from '../fixtures/scales.js';
import { done, etagOf, given, refused, walk } from './answers.js';
import { type Day, PASSWORD } from './day.js';

const COMPONENTS = [
  { key: 'midterm', name: 'Midterm', weight: 40 },
  { key: 'final', name: 'Final exam', weight: 60 },
];

const AUTUMN = { code: '2026-1', title: 'Autumn', startDate: '2026-09-07', endDate: '2027-01-22' };

export async function manageTerms({ admin: { api } }: Day): Promise<void> {
  const once = { body: AUTUMN, headers: { 'Idempotency-Key': 'plan-2026-1' } };
  const made = await given(api.termsCreate(once));
  expect(await given(api.termsCreate(once))).toEqual(made);
  const path = { code: AUTUMN.code };
  const headers = await etagOf(api.termsRead({ path }));
  expect(await given(api.termsChange({ path, headers, body: { title: 'Autumn 2026' } }))).toMatchObject({
    title: 'Autumn 2026',
    version: 2,
  });
  expect((await refused(api.termsChange({ path, headers, body: { title: 'Fall' } }))).code).toBe('stale_version');
  expect((await refused(api.termsCreate({ body: AUTUMN }))).code).toBe('term_code_taken');

  const mistake = { ...AUTUMN, code: '2062-1' };
  await given(api.termsCreate({ body: mistake }));
  expect(await walk((cursor) => api.termsList({ query: { limit: 1, cursor } }))).toMatchObject([{ code: '2026-1' }, { code: '2062-1' }]);
  await done(api.termsDelete({ path: { code: mistake.code } }));
}

export async function manageSubjects(day: Day): Promise<void> {
  const { api } = day.admin;
  const scales = await given(api.gradingScalesList());
  const gradingScale = 'vn-10';
  const once = { body: aScaleRequest(), headers: { 'Idempotency-Key': 'scale-de-5' } };
  expect(await given(api.gradingScalesCreate(once))).toMatchObject({ key: 'de-5', version: 1, best: 1, worst: 5 });
  expect(await given(api.gradingScalesCreate(once))).toMatchObject({ version: 1 });
  expect(await given(api.gradingScalesCreate({ body: aScaleRequest(GERMANY, { passMark: 3.9 }) }))).toMatchObject({ version: 2 });
  expect(await given(api.gradingScalesRead({ path: { key: 'de-5' }, query: { version: 1 } }))).toMatchObject({ passMark: 4 });
  expect(scales.items.map(({ key }) => key)).toContain(gradingScale);
  const body = { code: 'MATH-101', name: 'Giai tich', credits: 4, components: COMPONENTS, gradingScale } as const;
  const wrong = await refused(api.subjectsCreate({ body: { ...body, components: [{ ...COMPONENTS[0]!, weight: 50 }] } }));
  expect(wrong).toMatchObject({ code: 'validation_failed', errors: [{ field: 'components' }] });

  const { id } = await given(api.subjectsCreate({ body }));
  const path = { id };
  const headers = await etagOf(api.subjectsRead({ path }));
  day.subject = await given(api.subjectsChange({ path, headers, body: { name: 'Giải tích' } }));
  expect(await given(api.subjectsRetire({ path }))).toMatchObject({ status: 'RETIRED' });
  expect(await given(api.subjectsReinstate({ path, body: { reason: 'Taught again' } }))).toMatchObject({ status: 'ACTIVE' });
  expect(await walk((cursor) => api.subjectsList({ query: { limit: 1, cursor } }))).toMatchObject([{ id, name: 'Giải tích' }]);
}

export async function inviteUsers(day: Day): Promise<void> {
  const { api } = day.admin;
  day.lecturer = await day.welcome('LECTURER', 'L-1', 'Trần');
  day.student = await day.welcome('STUDENT', 'S-1', 'Đặng');

  // An invitation can be resent until the user signs in.
  const invited = await day.invite('STUDENT', 'S-2', 'Nguyễn');
  await given(api.usersResendInvitation({ path: { id: invited.id } }));
  expect(day.invitations(invited.email)).toHaveLength(2);
  day.classmate = await day.accept(invited);
  const path = { id: day.student.id };
  expect(await given(day.student.api.meRead())).toMatchObject({ id: day.student.id, status: 'ACTIVE', role: 'STUDENT' });
  expect((await refused(api.usersResendInvitation({ path }))).code).toBe('not_invited');

  const headers = await etagOf(api.usersRead({ path }));
  await given(api.usersChange({ path, headers, body: { department: 'Mathematics' } }));
  const found = await walk((cursor) => api.usersList({ query: { role: 'STUDENT', limit: 1, cursor } }));
  expect(found.map(({ familyName, department }) => [familyName, department])).toEqual([
    ['Đặng', 'Mathematics'],
    ['Nguyễn', undefined],
  ]);
  const again = { email: invited.email, role: 'STUDENT', code: 'S-2', givenName: 'Ánh', familyName: 'Phan' } as const;
  const { results } = await given(api.userImportImport({ query: { dryRun: true }, body: { users: [again] } }));
  expect(results).toMatchObject([{ index: 0, outcome: 'error', error: { code: 'person_differs', field: 'familyName' } }]);
}

export async function importUsers({ admin: { api } }: Day): Promise<void> {
  const users = [
    { role: 'STUDENT' as const, email: 's-5@example.edu', code: 'S-5', givenName: 'Chi', familyName: 'Lê' },
    { role: 'STUDENT' as const, email: 's-6', code: 'S-6', givenName: 'Dũng', familyName: 'Lê' },
  ];
  const outcomes = async (query?: { dryRun: boolean }) =>
    (await given(api.userImportImport({ query, body: { users } }))).results.map(({ outcome }) => outcome);
  expect(await outcomes({ dryRun: true })).toEqual(['created', 'error']);
  expect(await outcomes()).toEqual(['created', 'error']);
  expect(await outcomes()).toEqual(['unchanged', 'error']);
}

export async function restoreAccount(day: Day): Promise<void> {
  const { api } = day.admin;
  const user = await day.welcome('STUDENT', 'S-8', 'Hồ');
  const path = { id: user.id };
  expect((await refused(api.usersRestoreAccount({ path }))).code).toBe('account_exists');
  await day.school.accounts.delete(user.id);
  expect(await given(api.usersRestoreAccount({ path }))).toMatchObject({ id: user.id, status: 'INVITED' });
  expect((await refused(user.api.meRead())).status).toBe(401);
  expect(day.invitations(user.email)).toHaveLength(2);
}

export async function anonymiseUser(day: Day): Promise<void> {
  const { api } = day.admin;
  const leaver = await day.welcome('STUDENT', 'S-9', 'Phạm');
  const path = { id: leaver.id };
  const { accounts } = day.school;
  await accounts.addAuthenticator(await accounts.signIn(leaver.email, PASSWORD));
  expect(await given(api.usersResetMfa({ path }))).toMatchObject({ id: leaver.id });
  expect((await refused(leaver.api.meRead())).status).toBe(401);
  expect(await given(api.usersDisable({ path }))).toMatchObject({ status: 'DISABLED' });
  await expect(day.signIn(leaver.email)).rejects.toMatchObject({ message: 'User is disabled.' });
  expect(await given(api.usersEnable({ path }))).toMatchObject({ status: 'INVITED' });
  // The app sends a notice to the old address.
  const moved = { path, headers: await etagOf(api.usersRead({ path })), body: { email: 's-9@mail.example' } };
  expect(await given(api.usersChange(moved))).toMatchObject({ email: 's-9@mail.example' });
  expect(day.school.mail.sent).toMatchObject([{ to: leaver.email }]);
  // The group in the user pool goes with the role.
  for (const role of ['LECTURER', 'STUDENT'] as const) {
    const headers = await etagOf(api.usersRead({ path }));
    expect(await given(api.usersChange({ path, headers, body: { role } }))).toMatchObject({ role });
  }
  await given(api.usersDisable({ path }));
  expect(await given(api.usersAnonymise({ path }))).toMatchObject({ anonymised: true, givenName: 'Former' });
}

export async function manageClasses(day: Day): Promise<void> {
  const { api } = day.admin;
  const body = { code: 'MATH-101-01', term: AUTUMN.code, subjectId: day.subject.id, lecturerId: day.lecturer.id, capacity: 1 };
  const { id } = await given(api.classesCreate({ body }));
  const path = { id };
  const headers = await etagOf(api.classesRead({ path }));
  day.schoolClass = await given(api.classesChange({ path, headers, body: { room: 'B 204', capacity: 2 } }));
  expect(await given(api.classesArchive({ path }))).toMatchObject({ status: 'ARCHIVED' });
  expect(await given(api.classesUnarchive({ path, body: { reason: 'Too early' } }))).toMatchObject({ status: 'ACTIVE' });

  const other = await given(api.classesCreate({ body: { ...body, code: 'MATH-101-02' } }));
  const listed = await walk((cursor) => api.classesList({ query: { term: AUTUMN.code, limit: 1, cursor } }));
  expect(listed.map(({ code }) => code)).toEqual(['MATH-101-01', 'MATH-101-02']);
  await done(api.classesDelete({ path: { id: other.id } }));
}

export async function enrolStudents({ admin: { api }, schoolClass: { id: classId }, student, classmate }: Day): Promise<void> {
  const path = { classId };
  const list = { students: [{ code: 'S-1' }, { id: classmate.id }, { code: 'S-404' }] };
  const { results } = await given(api.enrolmentsEnrolList({ path, body: list }));
  expect(results.map(({ outcome, error }) => error?.code ?? outcome)).toEqual(['enrolled', 'enrolled', 'unknown_reference']);

  // A student withdraws and comes back to audit the class, is dropped by mistake, and takes the class after all.
  const place = { path: { classId, studentId: classmate.id } };
  await done(api.enrolmentsWithdraw({ ...place, query: { as: 'withdrawn' } }));
  await given(api.enrolmentsEnrol({ ...place, body: { auditing: true } }));
  await done(api.departuresRemove({ ...place, body: { as: 'dropped', reason: 'Wrong section' } }));
  expect(await walk((cursor) => api.enrolmentsRoster({ path, query: { limit: 1, cursor } }))).toMatchObject([{ studentId: student.id }]);
  await given(api.enrolmentsEnrol(place));

  // A student moves to another class of the subject, and back.
  const { term, subject, lecturer } = await given(api.classesRead({ path: { id: classId } }));
  const body = { code: 'MATH-101-03', term, subjectId: subject.id, lecturerId: lecturer.id, capacity: 1 };
  const { id: toClassId } = await given(api.classesCreate({ body }));
  await given(api.departuresMove({ ...place, body: { toClassId } }));
  const there = { path: { classId: toClassId, studentId: classmate.id } };
  await given(api.departuresMove({ ...there, body: { toClassId: classId, reason: 'Changed their mind' } }));
  await done(api.classesDelete({ path: { id: toClassId } }));
  expect(await given(api.classesRead({ path: { id: classId } }))).toMatchObject({ capacity: 2, enrolledCount: 2 });
}

export async function signOut({ student: { api } }: Day): Promise<void> {
  await done(api.meSignOut());
  expect((await refused(api.meRead())).status).toBe(401);
}
