import * as fc from 'fast-check';
import { attachmentNamed } from './content-disposition.js';

describe('attachmentNamed', () => {
  it.each([
    ['notes.pdf', `attachment; filename="notes.pdf"; filename*=UTF-8''notes.pdf`],
    ['week 1.pdf', `attachment; filename="week 1.pdf"; filename*=UTF-8''week%201.pdf`],
    ['"a\\b".pdf', `attachment; filename="_a_b_.pdf"; filename*=UTF-8''%22a%5Cb%22.pdf`],
    ["it's (1)*.pdf", `attachment; filename="it's (1)*.pdf"; filename*=UTF-8''it%27s%20%281%29%2A.pdf`],
    ['100%+;,=.pdf', `attachment; filename="100_+;,=.pdf"; filename*=UTF-8''100%25%2B%3B%2C%3D.pdf`],
    ['Đề 😀.pdf', `attachment; filename="__ _.pdf"; filename*=UTF-8''%C4%90%E1%BB%81%20%F0%9F%98%80.pdf`],
  ])('%s', (name, header) => {
    expect(attachmentNamed(name)).toBe(header);
  });

  it('is ASCII, and preserves every name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
        const header = attachmentNamed(name);
        expect(header).toMatch(/^attachment; filename="[\x20\x21\x23-\x5b\x5d-\x7e]*"; filename\*=UTF-8''[\w!#$&+.^`|~%-]*$/);
        expect(decodeURIComponent(header.split("UTF-8''")[1]!)).toBe(name);
      }),
    );
  });
});
