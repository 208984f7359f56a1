import { firstIdAfter } from '../../../src/features/notifications/notification-id.js';
import { ReadMarksRepository } from '../../../src/features/notifications/read-marks.repository.js';
import { anActor, aNotification } from '../../fixtures/builders.js';
import { InboxClient } from '../../fixtures/inbox-client.js';
import { SchoolFixture } from '../../fixtures/school.js';

describe('an inbox', () => {
  let school: SchoolFixture;
  beforeAll(async () => {
    school = await SchoolFixture.start();
  });
  afterAll(() => school.close());

  /** Ten at a time: a busy machine does not write all in time. */
  const forEach = async (ids: number[], write: (id: number) => Promise<unknown>) => {
    for (let start = 0; start < ids.length; start += 10) await Promise.all(ids.slice(start, start + 10).map(write));
  };

  it('knows what was read among so many that counting stops, and that marks come in parts', async () => {
    const inbox = new InboxClient(school, school.admin);
    const { user, client } = await school.addUser({ createdAt: new Date().toISOString() });
    const start = firstIdAfter(new Date().toISOString());
    const ids = Array.from({ length: 130 }, (_, index) => start + index);
    await forEach(ids, (id) => inbox.store({ id, audience: { userId: user.id } }));
    expect(await inbox.unread(client)).toEqual({ count: 100, more: true });

    const marks = school.get(ReadMarksRepository);
    await forEach(ids.slice(10), (id) => marks.add(anActor({ id: user.id }), aNotification({ id })));
    expect(await inbox.unread(client)).toEqual({ count: 10, more: false });
    const unread = ids.slice(0, 10).reverse();
    expect(await inbox.ids(client, { unread: true, limit: 3 })).toEqual(unread);
    await client.post('/notifications/read-all', { upTo: ids[4] });
    expect(await inbox.unread(client)).toEqual({ count: 5, more: false });
  });
});
