import { beginningOf, ZIP } from './files.js';
import type { SchoolApi } from '../openapi/client/index.js';
import { done, etagOf, given, refused, walk } from './answers.js';
import type { Day } from './day.js';

export async function enterMarks({ lecturer: { api }, student, classmate, schoolClass: { id: classId } }: Day): Promise<void> {
  const headers = await etagOf(api.meRead());
  expect(await given(api.meChange({ headers, body: { phone: '+84 90 123 4567' } }))).toMatchObject({ phone: '+84 90 123 4567' });
  expect(await walk((cursor) => api.myClassesList({ query: { limit: 1, cursor } }))).toMatchObject([{ id: classId, enrolledCount: 2 }]);

  const { rows } = await given(api.scoresGradebook({ path: { classId } }));
  const versionOf = (id: string) => rows.find(({ studentId }) => studentId === id)!.version;
  const path = { classId, studentId: student.id };
  const version = versionOf(student.id);
  const saved = await given(api.scoresSave({ path, body: { version, marks: { midterm: 7.25, final: 8.5 } } }));
  expect(saved).toMatchObject({ marks: { midterm: 7.25, final: 8.5 }, result: { value: 8, letter: 'B+' } });

  const feedback = [{ component: 'midterm', text: 'Well argued.' }];
  const commented = await given(api.scoresSave({ path, body: { version: saved.version, marks: {}, feedback } }));
  expect(commented.feedbackOn).toEqual(['midterm']);
  expect(await given(api.scoresRow({ path }))).toMatchObject({ marks: { midterm: 7.25 }, feedback });

  const final = await given(api.scoresSaveFinal({ path, body: { version: commented.version, notation: 'P', reason: 'Board' } }));
  expect(final).toMatchObject({ result: null, final: { notation: 'P' }, computed: { value: 8 } });
  const removed = await given(api.scoresSaveFinal({ path, body: { version: final.version, result: null, reason: 'Board' } }));
  expect(removed).toMatchObject({ result: { value: 8 }, version: 5 });

  // A save on an outdated version fails with the current row.
  const conflict = await refused(api.scoresSave({ path, body: { version, marks: { midterm: 1 } } }));
  expect(conflict.code).toBe('stale');
  expect(conflict.status === 409 && conflict.current?.marks).toEqual({ midterm: 7.25, final: 8.5 });

  const body = { rows: [{ studentId: classmate.id, version: versionOf(classmate.id), marks: { midterm: 6, final: null } }] };
  const { results } = await given(api.scoresSaveMany({ path: { classId }, body }));
  expect(results).toMatchObject([{ outcome: 'saved', row: { marks: { midterm: 6 } } }]);
}

export async function publishMarks({ lecturer: { api }, admin, student, schoolClass: { id: classId } }: Day): Promise<void> {
  const own = () => given(student.api.scoresOwn({ path: { classId } }));
  expect((await own()).components.map(({ key, mark }) => [key, mark])).toEqual([
    ['midterm', undefined],
    ['final', undefined],
  ]);
  await given(api.publishingPublish({ path: { classId, key: 'midterm' } }));
  expect(await own()).toMatchObject({ components: [{ mark: 7.25, feedback: 'Well argued.' }, {}] });
  expect(await given(student.api.transcriptsOwn())).toMatchObject({ gpa: null, terms: [{ classes: [{ status: 'IN_PROGRESS' }] }] });

  await given(api.publishingUnpublish({ path: { classId, key: 'midterm' } }));
  await given(api.publishingPublish({ path: { classId, key: 'midterm' } }));
  await given(api.publishingPublish({ path: { classId, key: 'final' } }));
  expect(await given(api.publishingLock({ path: { classId } }))).toMatchObject({ gradesLocked: true });
  expect((await refused(api.publishingUnpublish({ path: { classId, key: 'final' } }))).code).toBe('gradebook_locked');
  await given(admin.api.publishingUnlock({ path: { classId }, body: { reason: 'A mark was wrong' } }));
}

/** The office recognises credits of another university, corrects them, and removes what was entered twice. */
async function recogniseCredits(api: SchoolApi, studentId: string): Promise<void> {
  const path = { studentId };
  const body = { title: 'Linear Algebra', institution: 'University of Ljubljana', credits: 6, reason: 'Certificate of 1 July' };
  const [{ id }, twice] = [await given(api.externalResultsCreate({ path, body })), await given(api.externalResultsCreate({ path, body }))];
  await done(api.externalResultsDelete({ path: { studentId, id: twice.id }, query: { reason: 'Entered twice' } }));
  const headers = await etagOf(api.externalResultsRead({ path: { studentId, id } }));
  const change = { credits: 7.5, reason: 'Certificate of 2 July' };
  expect(await given(api.externalResultsChange({ path: { studentId, id }, headers, body: change }))).toMatchObject({ version: 2 });
  const { items } = await given(api.externalResultsList({ path }));
  expect(items).toMatchObject([{ id, credits: 7.5, notation: 'TR' }]);
}

export async function readMarks({ student, classmate, lecturer, admin, schoolClass: { id: classId } }: Day): Promise<void> {
  const { api } = student;
  expect(await walk((cursor) => api.myClassesList({ query: { cursor } }))).toMatchObject([{ id: classId }]);
  expect(await given(api.homeRead())).toMatchObject({ profile: { id: student.id }, classes: [{ id: classId }] });
  expect(await given(api.scoresOwn({ path: { classId } }))).toMatchObject({ result: { value: 8, letter: 'B+', passed: true } });
  const { items } = await given(api.scoresHistory({ path: { classId, studentId: student.id } }));
  expect(items.every(({ byId, reason }) => byId === undefined && reason === undefined)).toBe(true);

  await recogniseCredits(admin.api, student.id);
  const transcript = await given(api.transcriptsOwn());
  expect(transcript).toMatchObject({ gpa: 3.5, creditsEarned: 11.5, externalResults: [{ credits: 7.5, letter: 'TR' }] });
  expect(await given(admin.api.transcriptsRead({ path: { id: student.id } }))).toEqual(transcript);
  const files = [
    await given(student.api.transcriptFileExportOwn()),
    await given(admin.api.transcriptFileExportCsv({ path: { id: student.id } })),
  ];
  expect(files[0]).toContain(',COMPLETED,');
  expect(files[1]).toBe(files[0]);
  expect(await beginningOf(await given(student.api.transcriptFileExportOwnWorkbook()))).toBe(ZIP);
  expect(await beginningOf(await given(admin.api.transcriptFileExportWorkbook({ path: { id: student.id } })))).toBe(ZIP);

  const held = await given(api.personalDataExport());
  expect(held).toMatchObject({ profile: { id: student.id }, enrolments: [{ class: { id: classId }, result: { value: 8 } }] });

  // Things of others are not found, or forbidden.
  expect((await refused(classmate.api.transcriptsRead({ path: { id: student.id } }))).code).toBe('student_not_found');
  expect((await refused(classmate.api.scoresGradebook({ path: { classId } }))).code).toBe('forbidden');
  expect((await refused(lecturer.api.transcriptsRead({ path: { id: student.id } }))).code).toBe('forbidden');
}
