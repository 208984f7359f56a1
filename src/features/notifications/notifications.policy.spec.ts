import { anActor } from '../../../test/fixtures/builders.js';
import type { Role } from '../../auth/actor.js';
import { Forbidden } from '../../core/errors/errors.js';
import type { Audience } from '../../effects/notification.js';
import { assertMaySend, mayDelete } from './notifications.policy.js';

const ME = 'me';
const actor = (role: Role) => anActor({ id: ME, role });

describe('assertMaySend', () => {
  it.each<[Audience, ...Role[]]>([
    [{ everyone: true }, 'ADMIN'],
    [{ role: 'ADMIN' }, 'ADMIN'],
    [{ role: 'LECTURER' }, 'ADMIN'],
    [{ role: 'STUDENT' }, 'ADMIN'],
    [{ userId: 'x' }, 'ADMIN'],
    [{ userId: ME }, 'ADMIN'],
    [{ classId: 'c' }, 'ADMIN', 'LECTURER'],
    [{ classId: 'c', studentId: 'x' }, 'ADMIN', 'LECTURER'],
  ])('allows %j only for %s %s', (audience, ...roles) => {
    for (const role of ['ADMIN', 'LECTURER', 'STUDENT'] as const) {
      const send = () => assertMaySend(actor(role), audience);
      if (roles.includes(role)) expect(send).not.toThrow();
      else expect(send).toThrow(Forbidden);
    }
  });
});

describe('mayDelete', () => {
  it.each<[Role, senderId: string, boolean]>([
    ['ADMIN', ME, true],
    ['ADMIN', 'other', true],
    ['LECTURER', ME, true],
    ['LECTURER', 'other', false],
    ['STUDENT', ME, true],
    ['STUDENT', 'other', false],
  ])('decides for %s and the sender %s: %s', (role, senderId, expected) => {
    expect(mayDelete(actor(role), { senderId })).toBe(expected);
  });
});
