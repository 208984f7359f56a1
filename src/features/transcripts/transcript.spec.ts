import { aClass, anEnrolment, anExternalResult, aTerm } from '../../../test/fixtures/builders.js';
import type { SchoolClass } from '../classes/school-class.js';
import type { Enrolment } from '../enrolments/enrolment.js';
import type { ExternalResult } from '../external-results/external-result.js';
import type { GpaRule } from '../grading/gpa-rule.js';
import { INCOMPLETE, type Notation, NOTATIONS } from '../grading/notation.js';
import type { Result } from '../grading/result.js';
import { buildTranscript, type Transcript, type TranscriptSources } from './transcript.js';

const ALL_PUBLISHED = { midterm: '2026-11-02T08:00:00.000Z', final: '2026-11-02T08:00:00.000Z' };
const B_PLUS: Result = { value: 8_30, letter: 'B+', gradePoint: 3_50, passed: true };
const FAILED: Result = { value: 3_90, letter: 'F', gradePoint: 0, passed: false };

const spring = aTerm({ code: 'B', startDate: '2026-01-10', endDate: '2026-06-10' });
const autumn = aTerm({ code: 'A', startDate: '2026-09-01', endDate: '2027-01-15' });

const taken = (ofClass: Partial<SchoolClass>, ofRow: Partial<Enrolment>): { row: Enrolment; schoolClass: SchoolClass } => {
  const schoolClass = aClass({ term: 'A', publishedComponents: ALL_PUBLISHED, ...ofClass });
  return { schoolClass, row: anEnrolment({ classId: schoolClass.id, term: schoolClass.term, subjectId: schoolClass.subjectId, ...ofRow }) };
};

const sourcesOf = (...all: ReturnType<typeof taken>[]): TranscriptSources => ({
  rows: all.map(({ row }) => row),
  classes: new Map(all.map(({ schoolClass }) => [schoolClass.id, schoolClass])),
  terms: [autumn, spring, aTerm()],
  externalResults: [],
  gpaRules: [],
});

const transcriptWith = (externalResults: readonly ExternalResult[], ...all: ReturnType<typeof taken>[]) =>
  buildTranscript({ ...sourcesOf(...all), externalResults });

const transcript = (...all: ReturnType<typeof taken>[]) => transcriptWith([], ...all);

describe('buildTranscript', () => {
  it('counts a class if all marks are entered and published', () => {
    const { terms, gpa, creditsAttempted, creditsEarned } = transcript(taken({ credits: 4 }, { result: B_PLUS }));
    expect(terms[0]!.lines).toEqual([expect.objectContaining({ status: 'COMPLETED', result: B_PLUS })]);
    expect({ gpa, creditsAttempted, creditsEarned }).toEqual({ gpa: 3_50, creditsAttempted: 4, creditsEarned: 4 });
  });

  it('contains no result until all components are published', () => {
    const { terms, gpa } = transcript(taken({ publishedComponents: { midterm: ALL_PUBLISHED.midterm } }, { result: B_PLUS }));
    expect(terms[0]!.lines).toEqual([{ schoolClass: expect.anything(), status: 'IN_PROGRESS' }]);
    expect(gpa).toBeNull();
  });

  it('contains a line without marks for a withdrawn class', () => {
    const { terms, creditsAttempted } = transcript(taken({}, { status: 'WITHDRAWN', result: B_PLUS }));
    expect(terms[0]!.lines).toEqual([{ schoolClass: expect.anything(), status: 'WITHDRAWN' }]);
    expect(creditsAttempted).toBe(0);
  });

  it('sorts terms by date, and leaves out terms without classes', () => {
    expect(transcript(taken({ term: 'A' }, {}), taken({ term: 'B' }, {})).terms.map(({ code }) => code)).toEqual(['B', 'A']);
  });

  it('counts every attempt in its term, and the best one overall', () => {
    const subjectId = '5b7e36a6-7b56-4a39-9d2e-0f3f0ec4a0b1';
    const { terms, ...overall } = transcript(
      taken({ term: 'B', subjectId, credits: 3 }, { result: FAILED }),
      taken({ term: 'A', subjectId, credits: 3 }, { result: B_PLUS }),
    );
    expect(terms.map(({ gpa }) => gpa)).toEqual([0, 3_50]);
    expect(overall).toMatchObject({ gpa: 3_50, creditsAttempted: 6, creditsEarned: 3 });
  });

  it('is empty for a student without classes', () => {
    expect(transcript()).toEqual({
      ...{ terms: [], externalResults: [], gpa: null },
      ...{ creditsAttempted: 0, creditsEarned: 0, creditsTransferred: 0, gpaRule: 1, leftOut: [] },
    });
  });

  describe('with notations', () => {
    const subjectId = '5b7e36a6-7b56-4a39-9d2e-0f3f0ec4a0b1';
    const noted = (notation: Notation, ofClass: Partial<SchoolClass> = {}) =>
      taken({ credits: 2.5, ...ofClass }, { final: { notation, basedOn: null } });
    const credits = ({ gpa, creditsAttempted, creditsEarned }: Transcript) => [gpa, creditsAttempted, creditsEarned];

    it('has a line with the code of each, and its credits without a GPA', () => {
      const whole = transcript(noted(NOTATIONS.P), noted(NOTATIONS.NP), noted(INCOMPLETE));
      expect(whole.terms[0]!.lines.map(({ status, notation }) => [status, notation?.code])).toEqual([
        ['COMPLETED', 'P'],
        ['COMPLETED', 'NP'],
        ['INCOMPLETE', 'I'],
      ]);
      expect(credits(whole)).toEqual([null, 5, 2.5]);
      expect(whole.terms[0]).toMatchObject({ gpa: null, creditsAttempted: 5, creditsEarned: 2.5 });
    });

    it('earns the credits of a subject once: by a result, by a notation, or from elsewhere', () => {
      const twice = [noted(NOTATIONS.P, { term: 'B', subjectId }), noted(NOTATIONS.P, { term: 'A', subjectId })];
      expect(credits(transcript(...twice))).toEqual([null, 5, 2.5]);
      expect(transcript(...twice).terms.map(({ creditsEarned }) => creditsEarned)).toEqual([2.5, 2.5]);
      expect(credits(transcript(...twice, taken({ subjectId, credits: 3 }, { result: B_PLUS })))).toEqual([3_50, 8, 3]);
      expect(credits(transcriptWith([anExternalResult({ credits: 6_00, subjectId })], ...twice))).toEqual([null, 5, 2.5]);
    });

    it('shows none until all components are published', () => {
      const { terms } = transcript(noted(NOTATIONS.P, { publishedComponents: {} }));
      expect(terms[0]!.lines).toEqual([{ schoolClass: expect.anything(), status: 'IN_PROGRESS' }]);
    });
  });

  describe('with credits from elsewhere', () => {
    const subjectId = '5b7e36a6-7b56-4a39-9d2e-0f3f0ec4a0b1';
    const transferred = (credits: number, ofSubject?: string) => anExternalResult({ credits, subjectId: ofSubject });
    const sums = ({ gpa, creditsAttempted, creditsEarned, creditsTransferred }: Transcript) => [
      ...[gpa, creditsAttempted],
      ...[creditsEarned, creditsTransferred],
    ];

    it('earns them, and counts them neither as attempted nor in a GPA', () => {
      const whole = transcriptWith([transferred(57), transferred(7_50)], taken({ credits: 4 }, { result: B_PLUS }));
      expect(sums(whole)).toEqual([3_50, 4, 12.07, 8_07]);
      expect(whole.terms[0]).toMatchObject({ gpa: 3_50, creditsEarned: 4 });
    });

    it('counts a subject once: here if it was passed here, else the most of what was transferred', () => {
      const results = [transferred(5_00, subjectId), transferred(6_00, subjectId), transferred(4_00, subjectId), transferred(1_00)];
      expect(sums(transcriptWith(results, taken({ subjectId, credits: 3 }, { result: B_PLUS })))).toEqual([3_50, 3, 4, 1_00]);
      expect(sums(transcriptWith(results, taken({ subjectId, credits: 3 }, { result: FAILED })))).toEqual([0, 3, 7, 7_00]);
      expect(sums(transcriptWith(results, taken({ subjectId, credits: 3 }, { result: B_PLUS, status: 'WITHDRAWN' })))).toEqual([
        ...[null, 0],
        ...[7, 7_00],
      ]);
    });

    it('lists them in the order of their entry', () => {
      const [second, first] = ['2026-11-02T08:00:00.000Z', '2026-11-01T08:00:00.000Z'].map((createdAt) => anExternalResult({ createdAt }));
      expect(transcriptWith([second!, first!]).externalResults).toEqual([first, second]);
    });
  });

  describe('with a rule for the GPA', () => {
    const rule = (values: Partial<GpaRule> = {}): GpaRule => ({
      ...{
        version: 2,
        fromTerm: 'A',
        fromDate: '2026-09-01',
        kind: 'mean',
        attempts: 'all',
        places: 1,
        scale: 'vn-10',
        range: { best: 10_00, worst: 0, rounding: 'half_up' },
      },
      ...values,
    });
    const inSpring = taken({ term: 'B' }, { result: B_PLUS });
    const inAutumn = taken({ term: 'A' }, { result: FAILED });
    const gpas = (gpaRules: GpaRule[], ...all: ReturnType<typeof taken>[]) => {
      const { terms, gpa, gpaRule } = buildTranscript({ ...sourcesOf(...all), gpaRules });
      return [...terms.map((term) => [term.gpa, term.gpaRule]), [gpa, gpaRule]];
    };

    it('computes each term by its own rule, and the whole by that of the last term with a result', () => {
      expect(gpas([rule()], inSpring, inAutumn)).toEqual([
        [3_50, 1],
        [3_90, 2],
        [6_10, 2],
      ]);
    });

    it('changes nothing for a student who has no result in a later term', () => {
      const before = [
        [3_50, 1],
        [3_50, 1],
      ];
      expect(gpas([rule()], inSpring)).toEqual(before);
      const started = taken({ term: 'A', publishedComponents: {} }, { result: B_PLUS });
      expect(gpas([rule()], inSpring, started)).toEqual([before[0], [null, 2], before[1]]);
    });

    it('begins with the term, whatever its dates were when the rule was added', () => {
      expect(gpas([rule({ fromTerm: 'B', fromDate: '2026-12-01' })], inSpring)).toEqual([
        [8_30, 2],
        [8_30, 2],
      ]);
    });

    it('lists the classes on other scales that a mean leaves out', () => {
      const american = taken({ term: 'A', gradingScale: 'us-100' }, { result: { ...B_PLUS, value: 88_00 } });
      const { terms, leftOut, gpa } = buildTranscript({ ...sourcesOf(inSpring, american, inAutumn), gpaRules: [rule()] });
      expect([terms[0]!.leftOut, terms[1]!.leftOut, leftOut]).toEqual([[], [american.schoolClass.id], [american.schoolClass.id]]);
      expect(gpa).toBe(6_10);
    });
  });
});
