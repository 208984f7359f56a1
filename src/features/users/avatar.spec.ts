import type { Job } from '../../jobs/job.js';
import { aUser } from '../../../test/fixtures/builders.js';
import { anonymiseUser } from './anonymise-user.js';
import { timeOrderedId } from '../../core/time/time-ordered-id.js';
import { avatarCleanup, avatarKeyOf, mayBecomeAvatar, withAvatar } from './avatar.js';

const [EARLY, NOW, LATE] = [1, 2, 3].map((minute) => new Date(`2026-11-02T08:0${minute}:00.000Z`)) as [Date, Date, Date];

const newAvatarKey = (userId: string, at: Date) => avatarKeyOf(userId, timeOrderedId(at));

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

  it('deletes all earlier avatars', () => {
    const [{ key: prefix, data }] = avatarCleanup(user, adopted) as [Job];
    expect({ prefix, keep: data.keep }).toEqual({ prefix: `avatars/${user.id}/`, keep: key });
    const through = data.through as string;
    expect(through > key && through < newAvatarKey(user.id, LATE)).toBe(true);
    expect(avatarCleanup(adopted, withAvatar(adopted, undefined, LATE))[0]!.data.keep).toBeUndefined();
  });

  it('never moves the mark back, even if clocks differ', () => {
    const fromAhead = newAvatarKey(user.id, LATE);
    const ahead = withAvatar(user, fromAhead, NOW);
    expect(ahead.avatarMark).toBe(fromAhead);
    expect(withAvatar(ahead, undefined, EARLY).avatarMark).toBe(fromAhead);
  });

  it('makes no job if the avatar does not change', () => {
    expect(avatarCleanup(adopted, { ...adopted, phone: '1' })).toEqual([]);
  });

  it('deletes all avatars and uploads of an anonymised user', () => {
    const [{ key, data }, uploads] = avatarCleanup(adopted, anonymiseUser(adopted)) as [Job, Job];
    expect(uploads).toMatchObject({ key: `uploads/${user.id}/`, data: { through: undefined, keep: undefined } });
    expect({ key, through: data.through, keep: data.keep }).toEqual({
      key: `avatars/${user.id}/`,
      through: expect.stringContaining('/ffff'),
      keep: undefined,
    });
  });
});
