import { firstIdAfter } from '../../../src/features/notifications/notification-id.js';
import { ReadMarksRepository } from '../../../src/features/notifications/read-marks.repository.js';
import { anActor, aNotification } from '../../fixtures/builders.js';
import { InboxClient } from '../../fixtures/inbox-client.js';
import { SchoolFixture } from '../../fixtures/school.js';

describe('an inbox', () => {
  it('knows what was read among so many that counting stops, and that marks come in parts', async () => {
    const school = await SchoolFixture.start();
    const inbox = new InboxClient(school, school.admin);
    const { user, client } = await school.addUser({ createdAt: new Date().toISOString() });
    const start = firstIdAfter(new Date().toISOString());
    const ids = Array.from({ length: 130 }, (_, index) => start + index);
    await Promise.all(ids.map((id) => inbox.store({ id, audience: { userId: user.id } })));
    expect(await inbox.unread(client)).toEqual({ count: 100, more: true });

    const marks = school.get(ReadMarksRepository);
    await Promise.all(ids.slice(10).map((id) => marks.add(anActor({ id: user.id }), aNotification({ id }))));
    expect(await inbox.unread(client)).toEqual({ count: 10, more: false });
    const unread = ids.slice(0, 10).reverse();
    expect(await inbox.ids(client, { unread: true, limit: 3 })).toEqual(unread);
    await client.post('/notifications/read-all', { upTo: ids[4] });
    expect(await inbox.unread(client)).toEqual({ count: 5, more: false });
    await school.close();
  });
});
