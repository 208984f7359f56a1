import { randomBytes } from 'node:crypto';
import { CursorCipher } from './cursor-cipher.js';
import { InvalidCursor } from '../../core/errors/errors.js';

describe('CursorSeal', () => {
  const seal = new CursorCipher(randomBytes(32));
  const position = '{"email":"an@example.edu"}';

  it('opens what it sealed, for the same list', () => {
    expect(seal.decrypt(seal.encrypt(position, 'GET /users'), 'GET /users')).toBe(position);
  });

  it('seals a position alike each time for the same list, and under another nonce for another', () => {
    const nonceOf = (cursor: string) => Buffer.from(cursor, 'base64url').subarray(0, 12).toString('hex');
    const cursor = seal.encrypt(position, 'GET /users');
    expect(seal.encrypt(position, 'GET /users')).toBe(cursor);
    const others = [
      seal.encrypt(position, 'GET /terms'),
      seal.encrypt(`${position} `, 'GET /users'),
      seal.encrypt(position.slice(1), '{GET /users'),
    ];
    expect(new Set([cursor, ...others].map(nonceOf)).size).toBe(4);
  });

  it('shows nothing of the position', () => {
    const cursor = seal.encrypt(position, 'GET /users');
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('example');
  });

  it('opens for no other list', () => {
    expect(() => seal.decrypt(seal.encrypt(position, 'GET /users'), 'GET /terms')).toThrow(InvalidCursor);
  });

  it('opens nothing sealed under another key', () => {
    const other = new CursorCipher(randomBytes(32));
    expect(() => seal.decrypt(other.encrypt(position, 'GET /users'), 'GET /users')).toThrow(InvalidCursor);
  });

  it('opens nothing altered, wherever it was altered', () => {
    const cursor = seal.encrypt(position, '');
    for (let index = 0; index < cursor.length; index += 1) {
      const altered = cursor.slice(0, index) + (cursor[index] === 'A' ? 'B' : 'A') + cursor.slice(index + 1);
      expect(() => seal.decrypt(altered, '')).toThrow(InvalidCursor);
    }
  });

  it.each(['', 'x', '====', `${seal.encrypt(position, '')}=`, ` ${seal.encrypt(position, '')}`, `${seal.encrypt(position, '')}\n`])(
    'refuses %j',
    (cursor) => {
      expect(() => seal.decrypt(cursor, '')).toThrow(InvalidCursor);
    },
  );
});
