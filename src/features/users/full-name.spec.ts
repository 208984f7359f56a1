import { aUser } from '../../../test/fixtures/builders.js';
import { findOtherName, fullNameInColumns, toFullName } from './full-name.js';
import { searchWords, toSortName } from './user.js';

const BOTH = { givenName: 'Văn An', familyName: 'Nguyễn' };
const GIVEN = { givenName: 'Sukarno', familyName: '' };
const FAMILY = { givenName: '', familyName: 'Sukarno' };

describe('a full name', () => {
  it('has the family name first, and no space around the only name of a person', () => {
    expect([BOTH, GIVEN, FAMILY].map(toFullName)).toEqual(['Nguyễn Văn An', 'Sukarno', 'Sukarno']);
  });

  it('is in two columns of a file, one of which can be blank, but not in one column', () => {
    expect([BOTH, GIVEN, FAMILY, { givenName: '', familyName: '' }].map(fullNameInColumns)).toEqual([
      'Nguyễn Văn An',
      'Sukarno',
      'Sukarno',
      '',
    ]);
    expect([{ givenName: 'An' }, { familyName: 'Nguyễn' }, {}].map(fullNameInColumns)).toEqual(['', '', '']);
  });
});

describe('a name beside a code', () => {
  const differs = (text: string, name: typeof BOTH) => findOtherName('name', text, { ...name, code: 'S-1' })?.message;

  it.each(['Nguyễn Văn An', 'Văn An Nguyễn', 'Nguyễn, Văn An', 'nguyen van an', ' Nguyễn  Văn An '])('fits as %j', (text) => {
    expect(differs(text, BOTH)).toBeUndefined();
  });

  it.each(['Sukarno', 'SUKARNO', ' Sukarno ', 'Sukarno,', ', Sukarno'])('fits a person with one name as %j', (text) => {
    expect([differs(text, GIVEN), differs(text, FAMILY)]).toEqual([undefined, undefined]);
  });

  it.each(['Sukarno Sukarno', 'Putra', 'Sukarno Putra', 'undefined Sukarno'])('does not fit a person with one name as %j', (text) => {
    const message = 'is not the name of S-1, who is Sukarno. Check that the code and the name belong together.';
    expect([differs(text, GIVEN), differs(text, FAMILY)]).toEqual([message, message]);
  });

  it('is complete', () => {
    expect(['Nguyễn', 'An', 'Văn An'].filter((text) => differs(text, BOTH) === undefined)).toEqual([]);
  });
});

describe('a person with one name', () => {
  it('is sorted by that name', () => {
    const ids = { id: '00000000-0000-4000-8000-000000000000' };
    const sorted = [BOTH, GIVEN, FAMILY, { familyName: 'Sukarno', givenName: 'A' }].map((name) => toSortName({ ...name, ...ids }));
    expect(sorted).toEqual([`nguyen van an ${ids.id}`, `sukarno  ${ids.id}`, `sukarno  ${ids.id}`, `sukarno a ${ids.id}`]);
    expect([...sorted].sort()).toEqual(sorted);
  });

  it.each([GIVEN, FAMILY])('has no empty word: %j', (name) => {
    const words = searchWords(aUser({ ...name, code: 'S-1', email: 's-1@example.edu' }));
    expect(words).toContain('sukarno');
    expect(words).not.toContain('');
  });
});
