import { aUser } from '../../../test/fixtures/builders.js';
import { anonymiseUser } from './anonymise-user.js';
import { avatarCleanup, mayBecomeAvatar, newAvatarKey, withAvatar } from './avatar.js';

const [EARLY, NOW, LATE] = [1, 2, 3].map((minute) => new Date(`2026-11-02T08:0${minute}:00.000Z`)) as [Date, Date, Date];

describe('mayBecomeAvatar', () => {
  const user = aUser();
  const changed = withAvatar(user, undefined, NOW);

  it.each([
    ['accepts an upload of a user without an avatar', newAvatarKey(user.id, EARLY), user, true],
    ['accepts an upload from after the last change', newAvatarKey(user.id, LATE), changed, true],
    ['refuses an upload from before the last change', newAvatarKey(user.id, EARLY), changed, false],
    ['refuses an upload of another user', newAvatarKey(aUser().id, LATE), changed, false],
    ['refuses a key without a user', 'LATE', changed, false],
    ['refuses every upload of an anonymised user', newAvatarKey(user.id, new Date('9999-01-01')), anonymiseUser(user), false],
  ])('%s', (_title, key, person, expected) => {
    expect(mayBecomeAvatar(key, person)).toBe(expected);
  });
});

describe('withAvatar and avatarCleanup', () => {
  const user = aUser();
  const key = newAvatarKey(user.id, EARLY);
  const adopted = withAvatar(user, key, NOW);

  it('deletes all earlier uploads except the avatar', () => {
    const { key: prefix, data } = avatarCleanup(user, adopted)!;
    expect({ prefix, keep: data.keep }).toEqual({ prefix: `avatars/${user.id}/`, keep: key });
    const through = data.through as string;
    expect(through > key && through < newAvatarKey(user.id, LATE)).toBe(true);
    expect(avatarCleanup(adopted, withAvatar(adopted, undefined, LATE))!.data.keep).toBeUndefined();
  });

  it('never moves the mark back, even if clocks differ', () => {
    const fromAhead = newAvatarKey(user.id, LATE);
    const ahead = withAvatar(user, fromAhead, NOW);
    expect(ahead.avatarMark).toBe(fromAhead);
    expect(withAvatar(ahead, undefined, EARLY).avatarMark).toBe(fromAhead);
  });

  it('makes no job if the avatar does not change', () => {
    expect(avatarCleanup(adopted, { ...adopted, phone: '1' })).toBeUndefined();
  });

  it('deletes all uploads of an anonymised user', () => {
    const { key, data } = avatarCleanup(adopted, anonymiseUser(adopted))!;
    expect({ key, through: data.through, keep: data.keep }).toEqual({
      key: `avatars/${user.id}/`,
      through: expect.stringContaining('/ffff'),
      keep: undefined,
    });
  });
});
