import type { User } from '../../src/features/users/user.js';
import { aUser } from '../fixtures/builders.js';
import type { Classroom } from '../fixtures/classroom.js';
import type { Client } from '../fixtures/client.js';
import { SchoolFixture, type SignedInUser } from '../fixtures/school.js';
import { uploadedMaterial } from '../fixtures/upload.js';
import { Wire } from './wire.js';

/** A school in which every route can be called, and every list has a second page. */
export class World {
  /** Sends raw requests, with or without a token. */
  readonly wire: Wire;

  private constructor(
    readonly school: SchoolFixture,
    readonly admin: User,
    /** A class with marks, of the default lecturer. */
    readonly room: Classroom,
  ) {
    this.wire = new Wire(school.url);
  }

  static async open(): Promise<World> {
    const school = await SchoolFixture.start();
    const admin = await school.addAdmin();
    await school.addDefaults();
    await Promise.all([school.addTerm(), school.addSubject()]);
    const world = new World(school, admin, await school.addClassroom());
    await world.fill();
    return world;
  }

  private async fill(): Promise<void> {
    const second = await this.school.addClassroom({ students: this.room.students });
    await second.mark(this.student, { midterm: 5 });
    for (const midterm of [5, 6]) await this.room.mark(this.student, { midterm });
    await this.room.publish('midterm');
    await Promise.all([this.newMaterial(), this.newMaterial()]);
    for (const title of ['Hello', 'Hello again']) {
      await this.notify(this.school.admin, { everyone: true }, title);
      await this.notify(this.school.defaults.lecturer.client, { classId: this.room.schoolClass.id }, title);
    }
  }

  get student(): SignedInUser {
    return this.room.students[0]!;
  }

  get lecturer(): User {
    return this.school.defaults.lecturer.user;
  }

  /** A call by an admin, and the token of another admin. */
  byAdmin() {
    return this.by(this.admin, aUser({ role: 'ADMIN' }));
  }

  /** A call by any user, and the token of another user. */
  async by(user: User, another: User = this.room.students[1]!.user) {
    const [token, anotherToken] = await Promise.all([this.school.tokenFor(user), this.school.tokenFor(another)]);
    return { token, anotherToken };
  }

  /** Sends a notification, and returns its id. */
  async notify(sender: Client, audience: object, title = 'Hello'): Promise<string> {
    const { body } = await sender.post('/notifications', { audience, title, body: 'The library is closed on Friday.' });
    return String((body as { id: number }).id);
  }

  /** Adds a file to the class, and returns its id. */
  newMaterial(): Promise<string> {
    return uploadedMaterial(this.school.admin, this.room.path);
  }

  async close(): Promise<void> {
    this.wire.close();
    await this.school.close();
  }
}
