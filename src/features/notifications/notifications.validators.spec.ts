import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { ValidationFailed } from '../../core/errors/errors.js';
import { InAppPath, isAudience, notificationIdPipe } from './notifications.validators.js';

class Form {
  @InAppPath()
  link!: string;
}

const isPath = (link: unknown) => validateSync(plainToInstance(Form, { link })).length === 0;

describe('InAppPath', () => {
  it.each(['/', '/classes', '/classes/1/scores?component=final&a=%20#top', '/lớp', '/a/', '/a:b'])('accepts %j', (link) => {
    expect(isPath(link)).toBe(true);
  });

  it.each([
    '',
    'classes',
    '//evil.example',
    '/a//evil.example',
    '///evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/a\0',
    '/\u200b/evil.example',
    '/\ud800',
    '/a b',
    '/a\u2028b',
    ' /a',
    'https://evil.example',
    'javascript:alert(1)',
    '\\\\evil.example',
    `/${'a'.repeat(500)}`,
    7,
    null,
    ['/a'],
  ])('refuses %j', (link) => {
    expect(isPath(link)).toBe(false);
  });
});

describe('isAudience', () => {
  it.each([
    { everyone: true },
    { role: 'STUDENT' },
    { classId: 'c' },
    { userId: 'u' },
    { studentId: 's', classId: 'c' },
    { classId: 'c', userId: undefined },
  ])('accepts %j', (audience) => {
    expect(isAudience(audience)).toBe(true);
  });

  it.each([
    {},
    { studentId: 's' },
    { everyone: true, role: 'STUDENT' },
    { classId: 'c', userId: 'u' },
    { classId: 'c', studentId: 's', everyone: true },
    null,
    'all',
  ])('refuses %j', (audience) => {
    expect(isAudience(audience)).toBe(false);
  });
});

describe('notificationIdPipe', () => {
  const read = (value: string) => notificationIdPipe.transform(value, { type: 'param' }) as unknown;

  it('accepts every integer that is exact in JSON', () => {
    expect(read('9007199254740991')).toBe(9007199254740991);
  });

  it.each(['', '0', '-1', '1.5', '1e3', '0x1', ' 1', '007', '9007199254740992', '99999999999999999', 'abc'])('refuses %j', (value) => {
    expect(() => read(value)).toThrow(ValidationFailed);
  });
});
