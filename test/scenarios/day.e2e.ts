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

  it('finds the school open', async () => {
    const api = day.api();
    expect(await given(api.healthLive())).toMatchObject({ status: 'ok' });
    expect(await given(api.healthReady())).toMatchObject({ checks: { database: 'ok' } });
  });

  it('has a year planned by the office', () => planTheYear(day));
  it('has subjects', () => setUpSubjects(day));
  it('has people invited, who come', () => invitePeople(day));
  it('has people brought in lists', () => bringAList(day));
  it('has people leave, and forgotten', () => sayGoodbye(day));
  it('has classes', () => openClasses(day));
  it('has students in them', () => fillTheClass(day));
  it('has lecturers enter marks, and nobody overwrite what they have not seen', () => enterMarks(day));
  it('has marks published', () => publishMarks(day));
  it('has students read what is theirs', () => readMarks(day));

  it('has people told what concerns them', () => tellPeople(day));
  it('has people show a picture of themselves', () => showYourself(day));
  it('has files handed out', () => handOutMaterials(day));
  it('has lecturers mark in a spreadsheet', () => takeMarksHome(day));
  it('has the office read who changed what', () => readTheAuditLog(day));
  it('has the office count it', () => countTheSchool(day));

  it('leaves no operation of the document uncalled', () => {
    const { paths } = JSON.parse(readFileSync('openapi.json', 'utf8')) as { paths: Record<string, object> };
    const operations = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
    expect(operations.filter((operation) => !day.calls.has(operation))).toEqual([]);
  });

  it('stores the items that it stored', async () => {
    expect(storedItems(await dumpOf(day.school))).toMatchSnapshot();
  });

  it('writes lines with the fields that they had', () => {
    // Only behind CloudFront the address of a caller is known.
    expect([...new Set(day.school.logShapes.map((shape) => shape.replace(' address', '')))]).toMatchSnapshot();
  });

  it('leaves nothing unused that the app is allowed on AWS', () => {
    expect(day.school.operations.idle).toEqual([]);
  });
});
