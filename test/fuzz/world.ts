import { userEntity } from '../../src/features/users/user.js';
import type { User } from '../../src/features/users/user.js';
import { UsersRepository } from '../../src/features/users/users.repository.js';
import { aCode, anEntry, aUser } from '../fixtures/builders.js';
import { Classroom, type Pupil } from '../fixtures/classroom.js';
import { Office, type ClassBody } from '../fixtures/registrar.js';
import { School, type Client } from '../fixtures/school.js';
import { uploadedMaterial } from '../fixtures/upload.js';
import { PoolOffice } from '../fixtures/pool-office.js';
import { Wire } from './wire.js';

/** A school in which every route can be called, and every list has a second page. */
export class World {
  /** Nobody in particular, who sends anything. */
  readonly wire: Wire;

  private constructor(
    readonly school: School,
    readonly office: Office,
    readonly pool: PoolOffice,
    readonly admin: User,
    /** A class with marks, of the usual lecturer. */
    readonly room: Classroom,
  ) {
    this.wire = new Wire(school.url);
  }

  static async open(): Promise<World> {
    const school = await School.start();
    const office = await Office.open(school);
    await Promise.all([office.addTerm(), office.addSubject()]);
    const { user: admin } = await school.person({ role: 'ADMIN' });
    const room = await Classroom.open(school, office);
    const world = new World(school, office, new PoolOffice(school.pool), admin, room);
    await world.fill();
    return world;
  }

  private async fill(): Promise<void> {
    const second = await Classroom.of(await this.office.addClass(), this.office, this.room.pupils);
    await second.mark(this.pupil, { midterm: 5 });
    for (const midterm of [5, 6]) await this.room.mark(this.pupil, { midterm });
    await this.room.publish('midterm');
    await Promise.all([this.newMaterial(), this.newMaterial()]);
    for (const title of ['Hello', 'Hello again']) {
      await this.tell(this.school.as(this.admin), { everyone: true }, title);
      await this.tell(this.office.usual.lecturer.client, { classId: this.room.schoolClass.id }, title);
    }
  }

  get pupil(): Pupil {
    return this.room.pupils[0]!;
  }

  get lecturer(): User {
    return this.office.usual.lecturer.user;
  }

  /** A call by an admin; another admin may ask the same. */
  byAdmin() {
    return this.by(this.admin, aUser({ role: 'ADMIN' }));
  }

  /** A call by somebody who is no admin; somebody else may ask the same. */
  async by(user: User, another: User = this.room.pupils[1]!.user) {
    const [token, anotherToken] = await Promise.all([this.school.tokenFor(user), this.school.tokenFor(another)]);
    return { token, anotherToken };
  }

  /** Sends a notification, and gives its id. */
  async tell(sender: Client, audience: object, title = 'Hello'): Promise<string> {
    const { body } = await sender.post('/notifications', { audience, title, body: 'The library is closed on Friday.' });
    return String((body as { id: number }).id);
  }

  /** A class that nothing else is done with. */
  newClass(asked: object = {}): Promise<ClassBody> {
    return this.office.addClass(asked);
  }

  /** A class with two students that nothing else is done with. */
  newRoom(): Promise<Classroom> {
    return Classroom.open(this.school, this.office);
  }

  /** A file of the class with marks. Gives its id. */
  newMaterial(): Promise<string> {
    return uploadedMaterial(this.office.admin, this.room.path);
  }

  /** Somebody with a profile and an account that agree. */
  async newPerson(wished: Partial<User> = {}): Promise<User> {
    const code = aCode('S');
    const known = aUser({ code, email: `${code.toLowerCase()}@example.edu`, ...wished });
    const user = { ...known, id: await this.pool.open(known) };
    await this.school.part(UsersRepository).create(user, { audit: anEntry({ entity: userEntity(user.id) }) });
    return user;
  }

  async close(): Promise<void> {
    this.wire.close();
    this.pool.close();
    await this.school.close();
  }
}
