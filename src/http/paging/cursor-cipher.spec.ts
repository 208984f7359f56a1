import { randomBytes } from 'node:crypto';
import { InvalidCursor } from '../../core/errors/errors.js';
import { CursorCipher } from './cursor-cipher.js';

describe('CursorCipher', () => {
  const cipher = new CursorCipher(randomBytes(32));
  const position = '{"email":"an@example.edu"}';

  it('decrypts its own cursor for the same list', () => {
    expect(cipher.decrypt(cipher.encrypt(position, 'GET /users'), 'GET /users')).toBe(position);
  });

  it('encrypts equally for the same position and list, and with another nonce for others', () => {
    const nonceOf = (cursor: string) => Buffer.from(cursor, 'base64url').subarray(0, 12).toString('hex');
    const cursor = cipher.encrypt(position, 'GET /users');
    expect(cipher.encrypt(position, 'GET /users')).toBe(cursor);
    const others = [
      cipher.encrypt(position, 'GET /terms'),
      cipher.encrypt(`${position} `, 'GET /users'),
      cipher.encrypt(position.slice(1), '{GET /users'),
    ];
    expect(new Set([cursor, ...others].map(nonceOf)).size).toBe(4);
  });

  it('does not reveal the position', () => {
    const cursor = cipher.encrypt(position, 'GET /users');
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('example');
  });

  it('does not decrypt for another list', () => {
    expect(() => cipher.decrypt(cipher.encrypt(position, 'GET /users'), 'GET /terms')).toThrow(InvalidCursor);
  });

  it('does not decrypt with another key', () => {
    const other = new CursorCipher(randomBytes(32));
    expect(() => cipher.decrypt(other.encrypt(position, 'GET /users'), 'GET /users')).toThrow(InvalidCursor);
  });

  it('does not decrypt an altered cursor', () => {
    const cursor = cipher.encrypt(position, '');
    for (let index = 0; index < cursor.length; index += 1) {
      const altered = cursor.slice(0, index) + (cursor[index] === 'A' ? 'B' : 'A') + cursor.slice(index + 1);
      expect(() => cipher.decrypt(altered, '')).toThrow(InvalidCursor);
    }
  });

  it.each(['', 'x', '====', `${cipher.encrypt(position, '')}=`, ` ${cipher.encrypt(position, '')}`, `${cipher.encrypt(position, '')}\n`])(
    'rejects %j',
    (cursor) => {
      expect(() => cipher.decrypt(cursor, '')).toThrow(InvalidCursor);
    },
  );
});
