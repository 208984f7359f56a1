import { anActor } from '../../../test/fixtures/builders.js';
import { maySeeTranscript } from './transcripts.policy.js';

describe('maySeeTranscript', () => {
  it.each([
    ['ADMIN', 'other', true],
    ['LECTURER', 'other', false],
    ['LECTURER', 'self', false],
    ['STUDENT', 'self', true],
    ['STUDENT', 'other', false],
  ] as const)('%s, %s: %s', (role, whose, may) => {
    expect(maySeeTranscript(anActor({ id: 'self', role }), whose)).toBe(may);
  });
});
