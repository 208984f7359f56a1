import { readFileSync } from 'node:fs';
import { given } from './answers.js';
import { Day } from './day.js';
import { handOutMaterials, showYourself, takeMarksHome } from './files.js';
import { tellPeople } from './notices.js';
import { bringAList, fillTheClass, invitePeople, openClasses, planTheYear, sayGoodbye, setUpSubjects } from './office.js';
import { countTheSchool, readTheAuditLog } from './records.js';
import { enterMarks, publishMarks, readMarks } from './teaching.js';
import { dumpOf } from '../fixtures/dump.js';
import { storedItems } from '../golden/stored-items.js';

/** Nobody here writes a request by hand: a client that was generated from the document of the API does, and the compiler checks what is asked of it. */
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

  it('lets admins manage terms', () => planTheYear(day));
  it('lets admins manage subjects', () => setUpSubjects(day));
  it('lets invited users sign in', () => invitePeople(day));
  it('lets admins import users', () => bringAList(day));
  it('lets admins disable and anonymise users', () => sayGoodbye(day));
  it('lets admins manage classes', () => openClasses(day));
  it('lets admins enrol students', () => fillTheClass(day));
  it('lets lecturers enter marks, without lost updates', () => enterMarks(day));
  it('lets lecturers publish marks', () => publishMarks(day));
  it('lets students read only their own marks', () => readMarks(day));

  it('delivers notifications', () => tellPeople(day));
  it('stores avatars', () => showYourself(day));
  it('lets lecturers share files', () => handOutMaterials(day));
  it('exports and imports a gradebook file', () => takeMarksHome(day));
  it('lets admins read the audit log', () => readTheAuditLog(day));
  it('counts the school', () => countTheSchool(day));

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
