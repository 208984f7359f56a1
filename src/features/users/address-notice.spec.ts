import { addressNotice, maskedDomain } from './address-notice.js';

describe('the mail about a changed address', () => {
  const change = { from: 'an@school.example', to: 'm***.example' };

  it('goes to the old address, and says how to object', () => {
    const { to, text } = addressNotice(change, 'office@school.example, +84 24 1234 567');
    expect(to).toBe('an@school.example');
    expect(text).toContain('Hello,');
    expect(text).toContain('an address at m***.example,');
    expect(text).toContain('Tell the school at once: office@school.example, +84 24 1234 567.');
  });

  it('names the office if no contact is set', () => {
    expect(addressNotice(change, undefined).text).toContain('Tell the school at once: call or visit its office.');
  });

  it.each([
    ['thief@mail.example', 'm***.example'],
    ['thief@mail.school.edu.vn', 'm***.vn'],
    ['a@b@c.org', 'c***.org'],
  ])('masks the domain of %s as %s', (address, masked) => expect(maskedDomain(address)).toBe(masked));
});
