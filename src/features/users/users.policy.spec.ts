import { anActor, aUser } from '../../../test/fixtures/builders.js';
import { ROLES } from '../../auth/actor.js';
import { USER_STATUSES, type User } from './user.js';
import { NotActiveAdmin, OwnAccount } from './users.errors.js';
import { assertMayDecideOver } from './users.policy.js';

describe('assertMayDecideOver', () => {
  const decide = (user: User, by?: User) => () => assertMayDecideOver(user, anActor({ id: by?.id ?? 'stranger' }), by);
  const profiles = ROLES.flatMap((role) => USER_STATUSES.map((status) => ({ role, status })));

  it.each(profiles)('allows only an active admin: $role $status', ({ role, status }) => {
    const may = role === 'ADMIN' && status === 'ACTIVE';
    const attempt = decide(aUser(), aUser({ role, status }));
    if (may) expect(attempt).not.toThrow();
    else expect(attempt).toThrow(NotActiveAdmin);
  });

  it('refuses an admin without a profile', () => {
    expect(decide(aUser())).toThrow(NotActiveAdmin);
  });

  it('refuses an admin over their own account', () => {
    const admin = aUser({ role: 'ADMIN' });
    expect(decide(admin, admin)).toThrow(OwnAccount);
  });
});
