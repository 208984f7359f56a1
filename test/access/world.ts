import type { Classroom } from '../fixtures/classroom.js';
import type { Client } from '../fixtures/client.js';
import type { SchoolFixture, SignedInUser } from '../fixtures/school.js';
import type { Row } from './matrix.js';

/** Clients in every relation to a class, and things to call the routes with. */
export class World {
  private constructor(
    readonly school: SchoolFixture,
    /** A class led by `ownLecturer`, with `ownStudent` in it. */
    readonly room: Classroom,
    readonly student: SignedInUser,
    readonly clients: Readonly<Record<keyof Row, Client>>,
  ) {}

  /** @param size the number of students in the class, and in each class of `newRoom` */
  static async open(school: SchoolFixture, size = 1): Promise<World> {
    await school.addAdmin();
    await school.addDefaults();
    const [otherLecturer, other, room] = await Promise.all([
      school.addLecturer(),
      school.addUser(),
      school.addClassroom({ students: size }),
    ]);
    const student = room.students[0]!;
    return new World(school, room, student, {
      admin: school.admin,
      ownLecturer: school.defaults.lecturer.client,
      otherLecturer: otherLecturer.client,
      ownStudent: student.client,
      otherStudent: other.client,
    });
  }

  /** Another class with the same students. */
  newRoom(): Promise<Classroom> {
    return this.school.addClassroom({ students: this.room.students });
  }

  /** Sends a notification of `ownLecturer` to the class, and returns its id. */
  async newNotification(): Promise<number> {
    return ((await this.clients.ownLecturer.post('/notifications', toTheClass(this.room))).body as { id: number }).id;
  }

  /** Adds an external result of a new student, and returns its path. */
  newExternalResult(): Promise<string> {
    return this.school.addExternalResult();
  }

  /** The header that a change of the thing at a path needs. */
  async ifMatch(path: string, by: Client = this.clients.admin): Promise<Record<string, string>> {
    return { 'if-match': (await by.get(path)).headers.get('etag')! };
  }
}

/** The body of a request that notifies a class. */
export function toTheClass({ schoolClass }: Classroom): object {
  return { audience: { classId: schoolClass.id }, title: 'No lecture on Friday', body: 'It is a holiday.' };
}
