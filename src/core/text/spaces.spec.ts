import fc from 'fast-check';
import { collapseSpaces } from './spaces.js';
import { normalise } from './text.js';

const SPACES = [' ', '  ', '\u00a0', '\u2003', '\u2009', '\u202f', '\u205f', '\u3000', '\u2800', '\u3164', '\uffa0'];
const ZERO_WIDTH = ['\u00ad', '\u200b', '\u200c', '\u200d', '\u2060', '\u2063', '\ufeff', '\u180e'];

const words = fc.array(fc.constantFrom('Nguyễn', 'An', 'Łukasz', 'Þór', 'Işık', "O'Neil", '李', 'Ψ', 'Юля', '7'), {
  minLength: 1,
  maxLength: 4,
});
const space = fc.array(fc.constantFrom(...SPACES), { minLength: 1, maxLength: 3 }).map((each) => each.join(''));
const zeroWidth = fc.array(fc.constantFrom(...ZERO_WIDTH), { maxLength: 3 }).map((each) => each.join(''));

describe('collapseSpaces', () => {
  it.each(SPACES)('makes one ordinary space of %j', (each) => {
    expect(collapseSpaces(`${each}Văn${each}An${each}`)).toBe('Văn An');
  });

  it.each(ZERO_WIDTH)('removes %j from a word, and between spaces', (each) => {
    expect(collapseSpaces(`${each}Vă${each}n ${each} An${each}`)).toBe('Văn An');
  });

  it.each([
    ['Persian', 'می\u200cخواهم'],
    ['Persian with a vowel mark', 'خانهِ\u200cما'],
    ['Hindi', 'क्\u200dष'],
    ['Malayalam at the end of a word', 'അനില്\u200d'],
    ['Sinhala', 'ශ්\u200dරී'],
    ['Mongolian', 'ᠨᠠᠷ\u180eᠠ'],
    ['a family of emoji', '👩\u200d👩\u200d👧 👩🏽\u200d🎓'],
    ['a flag', '🏳\ufe0f\u200d🌈'],
    ['an ideographic variation', '葛\u{e0100}城'],
  ])('keeps what changes the look of %s', (_what, text) => {
    expect(collapseSpaces(text)).toBe(text);
  });

  it.each([
    ['in Latin letters', 'Auf\u200clage', 'Auflage'],
    ['after a composed letter', 'Nguyễ\u200dn', 'Nguyễn'],
    ['after a letter with its own mark', 'e\u0323\u200dn', 'e\u0323n'],
    ['a second time', 'می\u200c\u200cخواهم', 'می\u200cخواهم'],
    ['behind the last emoji', '👩\u200d', '👩'],
    ['between an emoji and a letter', '👩\u200dA', '👩A'],
  ])('removes a joiner %s', (_what, text, collapsed) => {
    expect(collapseSpaces(text)).toBe(collapsed);
  });

  it('gives the same for texts that look the same', () => {
    fc.assert(
      fc.property(words, fc.infiniteStream(space), fc.infiniteStream(zeroWidth), (parts, spaces, invisible) => {
        const next = (stream: Iterator<string>) => stream.next().value as string;
        const written = parts.map((part) => [...part].join(next(invisible))).map((part) => `${part}${next(spaces)}`);
        expect(collapseSpaces(written.join(''))).toBe(parts.join(' '));
      }),
    );
  });

  it('changes nothing the second time, also after the text was composed', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom(...SPACES, ...ZERO_WIDTH, 'ب', '👩', 'e', '\u0302')),
          {
            maxLength: 12,
          },
        ),
        (parts) => {
          const once = normalise(collapseSpaces(parts.join('')));
          expect(normalise(collapseSpaces(once))).toBe(once);
        },
      ),
    );
  });
});
