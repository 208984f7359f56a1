import { readFileSync } from 'node:fs';
import { dumpOf } from '../fixtures/dump.js';
import { storedItems } from '../golden/stored-items.js';
import { given } from './answers.js';
import { Day } from './day.js';
import { changeAvatar, exchangeGradebookFile, exportPeople, shareMaterials } from './files.js';
import { sendNotifications } from './notices.js';
import {
  anonymiseUser,
  enrolStudents,
  importUsers,
  inviteUsers,
  manageClasses,
  manageSubjects,
  manageTerms,
  restoreAccount,
  signOut,
} from './office.js';
import { changeGpaRule, readAuditLog, readStatistics } from './records.js';
import { enterMarks, publishMarks, readMarks } from './teaching.js';

/** All requests go through the client that is generated from the API document, so the compiler checks them. */
describe('a day at school', () => {
  let day: Day;
  beforeAll(async () => {
    day = await Day.begin();
  });
  afterAll(() => day.end());

  it('serves health and configuration', async () => {
    const api = day.api();
    expect(await given(api.healthLive())).toMatchObject({ status: 'ok' });
    expect(await given(api.healthReady())).toMatchObject({ checks: { database: 'ok' } });
  });

  it('lets admins manage terms', () => manageTerms(day));
  it('lets admins manage subjects', () => manageSubjects(day));
  it('lets invited users sign in', () => inviteUsers(day));
  it('lets admins import users', () => importUsers(day));
  it('lets admins restore a lost account', () => restoreAccount(day));
  it('lets admins disable and anonymise users', () => anonymiseUser(day));
  it('lets admins manage classes', () => manageClasses(day));
  it('lets admins enrol students', () => enrolStudents(day));
  it('lets lecturers enter marks, without lost updates', () => enterMarks(day));
  it('lets lecturers publish marks', () => publishMarks(day));
  it('lets students read only their own marks', () => readMarks(day));

  it('delivers notifications', () => sendNotifications(day));
  it('stores avatars', () => changeAvatar(day));
  it('lets lecturers share files', () => shareMaterials(day));
  it('exports people and a class list', () => exportPeople(day));
  it('exports and imports a gradebook file', () => exchangeGradebookFile(day));
  it('lets admins read the audit log', () => readAuditLog(day));
  it('changes the rule for the GPA from a term on', () => changeGpaRule(day));
  it('counts the school', () => readStatistics(day));

  it('lets students sign out everywhere', () => signOut(day));

  it('calls every operation of the document', () => {
    const { paths } = JSON.parse(readFileSync('openapi.json', 'utf8')) as { paths: Record<string, object> };
    const operations = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
    expect(operations.filter((operation) => !day.calls.has(operation))).toEqual([]);
  });

  it('stores items of the recorded shapes', async () => {
    expect(storedItems(await dumpOf(day.school))).toMatchSnapshot();
  });

  it('logs the recorded fields', () => {
    // Only behind CloudFront the address of a caller is known.
    expect([...new Set(day.school.logShapes.map((shape) => shape.replace(' address', '')))]).toMatchSnapshot();
  });

  it('uses every AWS permission of the app', () => {
    expect(day.school.operations.idle).toEqual([]);
  });
});
