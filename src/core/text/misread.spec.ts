import fc from 'fast-check';
import { isMisread, readAgain } from './misread.js';

/** Reads the bytes of UTF-8 as a program does that takes them for Windows-1252 or Latin-1. */
const misread = (text: string, encoding: 'windows-1252' | 'latin1') =>
  encoding === 'latin1' ? Buffer.from(text).toString('latin1') : new TextDecoder('windows-1252').decode(Buffer.from(text));

/** The letters of names in several languages beside a to z. */
const LETTERS: Readonly<Record<string, string>> = {
  Vietnamese: 'àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ',
  Polish: 'ąćęłńóśźż',
  French: 'àâæçéèêëîïôœùûüÿ',
  Icelandic: 'áðéíóúýþæö',
  Turkish: 'çğıöşüâîû',
  Portuguese: 'ãõáàâéêíóôúç',
  Spanish: 'áéíóúñü',
  German: 'äöüß',
  Czech: 'áčďéěíňóřšťúůýž',
  Slovenian: 'čšžćđ',
  Swedish: 'åäö',
  Danish: 'æøå',
  Hungarian: 'áéíóöőúüű',
  Romanian: 'ăâîșț',
};

/** Words of small letters, with a capital first letter, or of capitals, joined as in names. */
const namesIn = (language: string) => {
  const small = fc.constantFrom(...'abcdefghiklmnoprstuvyz', ...LETTERS[language]!, ...LETTERS[language]!);
  const word = fc
    .tuple(
      // No word has accented letters only: in capitals, some of these are Greek that was misread.
      fc
        .array(small, { minLength: 2, maxLength: 8 })
        .map((letters) => letters.join(''))
        .filter((text) => /[a-z]/.test(text)),
      fc.constantFrom(0, 1, 2),
    )
    .map(([text, form]) => {
      if (form === 0) return text.toUpperCase();
      return form === 1 ? text[0]!.toUpperCase() + text.slice(1) : text;
    });
  return fc
    .tuple(fc.array(word, { minLength: 1, maxLength: 3 }), fc.constantFrom(' ', '-', ' d’', " O'", ' D’'))
    .map(([parts, joint]) => parts.join(joint));
};

it('takes no letters for misread ones that no name has', () => {
  expect(readAgain('ÉŒÆŸ')).toBe('ÉŒÆŸ');
});

describe.each(Object.keys(LETTERS))('a name in %s', (language) => {
  it('is not taken for misread', () => {
    fc.assert(
      fc.property(namesIn(language), (name) => expect([isMisread(name), readAgain(name)]).toEqual([false, name])),
      { numRuns: 250 },
    );
  });

  it.each(['windows-1252', 'latin1'] as const)('is recognised and read again if it was read as %s', (encoding) => {
    const names = namesIn(language).filter((name) => /[^ -~’]/.test(name));
    fc.assert(
      fc.property(names, (name) => {
        const wrong = misread(name, encoding);
        expect([isMisread(wrong), readAgain(wrong)]).toEqual([true, name]);
      }),
      { numRuns: 250 },
    );
  });
});

describe('isMisread', () => {
  it.each([
    ...[
      'Nguyễn Thị Ánh',
      'JOÃO',
      'FALCÃO',
      'ROMÃ',
      'Hà',
      'KRÍŽ',
      'TOMÍŠEK',
      'KÔŠ',
      'LÉŠ',
      'ÓŠ',
      'Æþór',
      'ÐORÐIĆ',
      'Weiß’',
      'Mª José',
      'Núñez',
      'MUÑOZ',
      'Œuvrard',
    ],
    ...[
      'Şükrü Çağlar',
      'İnönü',
      'Łukasz Żółć',
      'ÉLÉONORE',
      'L·lúcia',
      'Иван',
      'Ελένη',
      '李',
      'محمد',
      'Ó Súilleabháin',
      'Ng',
      '',
      'Ã',
      'Â',
      'ÇELİK',
    ],
  ])('accepts %s', (name) => {
    expect(isMisread(name)).toBe(false);
  });

  it.each([
    ['Nguyá»…n', 'Nguyễn'],
    ['Tráº§n VÄƒn', 'Trần Văn'],
    ['HÃ\u00a0', 'Hà'],
    ['Å\u00a0koda', 'Škoda'],
    ['GarcÃ\u00ada', 'García'],
    ['NUÃ‘EZ', 'NUÑEZ'],
    ['Oâ€™Neil', 'O’Neil'],
    ['MÂª', 'Mª'],
    ['Ð˜Ð²Ð°Ð½', 'Иван'],
    ['çŽ‹', '王'],
    ['Nguyá»…n Łukasz', 'Nguyễn Łukasz'],
    ['NguyeÌ‚Ìƒn', 'Nguye\u0302\u0303n'],
  ])('finds %j', (name, right) => {
    expect([isMisread(name), readAgain(name)]).toEqual([true, right]);
  });

  it.each(['GarcÃa', 'TrÃ', 'TrÃ Vinh', 'AnÂ BÃ¬nh'])('finds %j, whose second byte was lost', (name) => {
    expect(isMisread(name)).toBe(true);
  });
});
