import { Classroom, type Pupil } from '../fixtures/classroom.js';
import { Office } from '../fixtures/registrar.js';
import type { Client, School } from '../fixtures/school.js';
import { anInvitation } from '../fixtures/builders.js';
import type { Row } from './matrix.js';

/** People who stand in every relation to a class that a route can ask for, and things to ask it about. */
export class World {
  private constructor(
    readonly school: School,
    readonly office: Office,
    /** A class led by `ownLecturer`, with `ownStudent` in it. */
    readonly room: Classroom,
    readonly pupil: Pupil,
    readonly clients: Readonly<Record<keyof Row, Client>>,
  ) {}

  /** @param size how many are in the class, and in each other class of theirs */
  static async open(school: School, size = 1): Promise<World> {
    const office = await Office.open(school);
    const [admin, otherLecturer, other, ...pupils] = await Promise.all([
      school.person({ role: 'ADMIN' }),
      office.lecturer(),
      school.person(),
      ...Array.from({ length: size }, () => school.person()),
    ]);
    const room = await Classroom.of(await office.addClass(), office, pupils);
    const [pupil] = pupils as [Pupil];
    return new World(school, office, room, pupil, {
      admin: admin.client,
      ownLecturer: office.usual.lecturer.client,
      otherLecturer: otherLecturer.client,
      ownStudent: pupil.client,
      otherStudent: other.client,
    });
  }

  /** Another class of the same people, to be changed. */
  async newRoom(): Promise<Classroom> {
    return Classroom.of(await this.office.addClass(), this.office, this.room.pupils);
  }

  /** Somebody invited, with an account. */
  async newUser(): Promise<{ id: string }> {
    return (await this.clients.admin.post('/users', anInvitation())).body as { id: string };
  }

  /** The id of something that `ownLecturer` told the class. */
  async newNotification(): Promise<number> {
    return ((await this.clients.ownLecturer.post('/notifications', toTheClass(this.room))).body as { id: number }).id;
  }

  /** What a change of the thing at a path has to name. */
  async ifMatch(path: string, by: Client = this.clients.admin): Promise<Record<string, string>> {
    return { 'if-match': (await by.get(path)).headers.get('etag')! };
  }
}

/** What tells a class something. */
export function toTheClass({ schoolClass }: Classroom): object {
  return { audience: { classId: schoolClass.id }, title: 'No lecture on Friday', body: 'It is a holiday.' };
}
