import { aUser } from '../../../test/fixtures/builders.js';
import { anonymiseUser } from './anonymise-user.js';
import { avatarCleanup, mayBecomeAvatar, newAvatarKey, withAvatar } from './avatar.js';

const [EARLY, NOW, LATE] = [1, 2, 3].map((minute) => new Date(`2026-11-02T08:0${minute}:00.000Z`)) as [Date, Date, Date];

describe('an upload', () => {
  const user = aUser();
  const changed = withAvatar(user, undefined, NOW);

  it.each([
    ['of a person who has no avatar', newAvatarKey(user.id, EARLY), user, true],
    ['from after the last change', newAvatarKey(user.id, LATE), changed, true],
    ['from before the last change', newAvatarKey(user.id, EARLY), changed, false],
    ['of somebody else', newAvatarKey(aUser().id, LATE), changed, false],
    ['of nobody', 'LATE', changed, false],
    ['of somebody anonymised', newAvatarKey(user.id, new Date('9999-01-01')), anonymiseUser(user), false],
  ])('%s: %#', (_whose, key, person, expected) => {
    expect(mayBecomeAvatar(key, person)).toBe(expected);
  });
});

describe('a change of the avatar', () => {
  const user = aUser();
  const key = newAvatarKey(user.id, EARLY);
  const adopted = withAvatar(user, key, NOW);

  it('makes garbage of all that was uploaded before, but for the avatar', () => {
    const { key: prefix, data } = avatarCleanup(user, adopted)!;
    expect({ prefix, keep: data.keep }).toEqual({ prefix: `avatars/${user.id}/`, keep: key });
    const through = data.through as string;
    expect(through > key && through < newAvatarKey(user.id, LATE)).toBe(true);
    expect(avatarCleanup(adopted, withAvatar(adopted, undefined, LATE))!.data.keep).toBeUndefined();
  });

  it('never takes garbage back, whatever the clocks say', () => {
    const fromAhead = newAvatarKey(user.id, LATE);
    const ahead = withAvatar(user, fromAhead, NOW);
    expect(ahead.avatarMark).toBe(fromAhead);
    expect(withAvatar(ahead, undefined, EARLY).avatarMark).toBe(fromAhead);
  });

  it('is not one of anything else', () => {
    expect(avatarCleanup(adopted, { ...adopted, phone: '1' })).toBeUndefined();
  });

  it('by anonymising makes garbage of everything', () => {
    const { key, data } = avatarCleanup(adopted, anonymiseUser(adopted))!;
    expect({ key, through: data.through, keep: data.keep }).toEqual({
      key: `avatars/${user.id}/`,
      through: expect.stringContaining('/ffff'),
      keep: undefined,
    });
  });
});
