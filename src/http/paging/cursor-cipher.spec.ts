import { randomBytes } from 'node:crypto';
import { CursorSeal } from './cursor-cipher.js';
import { InvalidCursor } from '../../core/errors/errors.js';

describe('CursorSeal', () => {
  const seal = new CursorSeal(randomBytes(32));
  const position = '{"email":"an@example.edu"}';

  it('opens what it sealed, for the same list', () => {
    expect(seal.open(seal.seal(position, 'GET /users'), 'GET /users')).toBe(position);
  });

  it('seals a position alike each time for the same list, and under another nonce for another', () => {
    const nonceOf = (cursor: string) => Buffer.from(cursor, 'base64url').subarray(0, 12).toString('hex');
    const cursor = seal.seal(position, 'GET /users');
    expect(seal.seal(position, 'GET /users')).toBe(cursor);
    const others = [
      seal.seal(position, 'GET /terms'),
      seal.seal(`${position} `, 'GET /users'),
      seal.seal(position.slice(1), '{GET /users'),
    ];
    expect(new Set([cursor, ...others].map(nonceOf)).size).toBe(4);
  });

  it('shows nothing of the position', () => {
    const cursor = seal.seal(position, 'GET /users');
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('example');
  });

  it('opens for no other list', () => {
    expect(() => seal.open(seal.seal(position, 'GET /users'), 'GET /terms')).toThrow(InvalidCursor);
  });

  it('opens nothing sealed under another key', () => {
    const other = new CursorSeal(randomBytes(32));
    expect(() => seal.open(other.seal(position, 'GET /users'), 'GET /users')).toThrow(InvalidCursor);
  });

  it('opens nothing altered, wherever it was altered', () => {
    const cursor = seal.seal(position, '');
    for (let index = 0; index < cursor.length; index += 1) {
      const altered = cursor.slice(0, index) + (cursor[index] === 'A' ? 'B' : 'A') + cursor.slice(index + 1);
      expect(() => seal.open(altered, '')).toThrow(InvalidCursor);
    }
  });

  it.each(['', 'x', '====', `${seal.seal(position, '')}=`, ` ${seal.seal(position, '')}`, `${seal.seal(position, '')}\n`])(
    'refuses %j',
    (cursor) => {
      expect(() => seal.open(cursor, '')).toThrow(InvalidCursor);
    },
  );
});
