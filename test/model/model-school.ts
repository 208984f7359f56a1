import { Background } from '../../src/core/context/background.js';
import type { AuditEntry } from '../../src/features/audit/audit-entry.js';
import type { ComponentDto } from '../../src/features/grading/component.dto.js';
import { Scans } from '../../src/persistence/dynamodb/driver/scans.js';
import { fromAuditItem } from '../../src/persistence/dynamodb/ledger/audit.js';
import { type Answer, Client } from '../fixtures/client.js';
import { SchoolFixture } from '../fixtures/school.js';

/** The bonus is outside of the weights. */
export const COMPONENTS: readonly ComponentDto[] = [
  { key: 'midterm', name: 'Midterm', weight: 40 },
  { key: 'final', name: 'Final', weight: 60 },
  { key: 'extra', name: 'Extra work', weight: 10, bonus: true },
];
export const KEYS = COMPONENTS.map(({ key }) => key);
export const STUDENTS = 4;

/** Two sections of a subject with few free seats, and a class of a subject that a student may repeat. */
const ROOMS = [
  { capacity: 2, repeatable: false, students: [0, 1] },
  { capacity: 3, repeatable: false, students: [2] },
  { capacity: 3, repeatable: true, students: [0, 2, 3] },
] as const;
export const ROOM_COUNT = ROOMS.length;

/** The people who change something: two of the office, and the lecturers of the first two classes. */
export const OFFICE = ['office', 'second office'] as const;
export const STAFF = [...OFFICE, 'lecturer', 'second lecturer'] as const;
export type StaffMember = (typeof STAFF)[number];

export interface Room {
  readonly id: string;
  readonly path: string;
}

/** A request. */
export interface Call {
  readonly by: StaffMember;
  readonly method: 'PUT' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: object;
}

interface Member {
  readonly id: string;
  /** Does not wait for work in the background, because that can wait for another request. */
  readonly client: Client;
}

/** A small school, with requests that are sent at once. */
export class ModelSchool {
  private constructor(
    readonly fixture: SchoolFixture,
    /** Whether requests to the database can be held back. */
    readonly isEmbedded: boolean,
    private readonly staff: Readonly<Record<StaffMember, Member>>,
    readonly rooms: readonly Room[],
    readonly studentIds: readonly string[],
  ) {}

  /** @param databaseUrl of a DynamoDB with which the app runs in place of the embedded one */
  static async open(databaseUrl?: string): Promise<ModelSchool> {
    const fixture = await SchoolFixture.start({ REQUEST_TIME_LIMIT_MS: '20000' }, { databaseUrl });
    const addMember = async (role: 'ADMIN' | 'LECTURER'): Promise<Member> => {
      const { user } = await fixture.addUser({ role });
      const client = new Client(fixture.url, fixture.tokenFor(user));
      // The first request of a person also records that they signed in.
      await client.get('/me');
      return { id: user.id, client };
    };
    const members = await Promise.all((['ADMIN', 'ADMIN', 'LECTURER', 'LECTURER'] as const).map(addMember));
    const [office, secondOffice, lecturer, secondLecturer] = members as [Member, Member, Member, Member];
    const staff = { office, 'second office': secondOffice, lecturer, 'second lecturer': secondLecturer };
    const [term, once, repeatable] = await Promise.all([
      fixture.addTerm(),
      fixture.addSubject({ components: COMPONENTS, repeatable: undefined }),
      fixture.addSubject({ components: COMPONENTS }),
    ]);
    const lecturers = [lecturer, secondLecturer, lecturer];
    const rooms = await Promise.all(
      ROOMS.map(async (room, index) => {
        const { capacity } = room;
        const subjectId = (room.repeatable ? repeatable : once).id;
        const { id } = await fixture.create('/classes', {
          ...{ code: `C-${index}`, term, subjectId, lecturerId: lecturers[index]!.id, capacity },
        });
        return { id, path: `/classes/${id}` };
      }),
    );
    const students = await Promise.all(Array.from({ length: STUDENTS }, () => fixture.addAccount()));
    for (const [index, { students: enrolled }] of ROOMS.entries()) {
      for (const student of enrolled) await fixture.enrol(rooms[index]!, students[student]!);
    }
    return new ModelSchool(
      fixture,
      databaseUrl === undefined,
      staff,
      rooms,
      students.map(({ id }) => id),
    );
  }

  idOf(member: StaffMember): string {
    return this.staff[member].id;
  }

  /** Sends requests at once. */
  async send(calls: readonly Call[]): Promise<Answer[]> {
    const answers = await Promise.all(calls.map((call) => this.request(call)));
    await this.fixture.get(Background).settled();
    return answers;
  }

  /**
   * Sends requests at once, so that each has read what it is based on before the first one writes. Then they write one after another.
   * @param isReversed whether the last one writes first
   * @returns the answers, and their indexes in the order of the writes
   */
  async sendTogether(calls: readonly Call[], isReversed: boolean): Promise<{ answers: Answer[]; order: number[] }> {
    const held: (() => void)[] = [];
    const order: number[] = [];
    let isOpen = false;
    const release = () => void (isReversed ? held.pop() : held.shift())?.();
    const openIfReady = () => {
      if (held.length + order.length < calls.length) return;
      isOpen = true;
      release();
    };
    const hold = () =>
      new Promise<void>((resolve) => {
        held.push(resolve);
        openIfReady();
      });
    const stop = this.fixture.database.faults.before('TransactWriteItems', () => (isOpen ? undefined : hold()));
    try {
      const answers = await Promise.all(
        calls.map(async (call, index) => {
          const answer = await this.request(call);
          order.push(index);
          if (isOpen) release();
          else openIfReady();
          return answer;
        }),
      );
      await this.fixture.get(Background).settled();
      return { answers, order };
    } finally {
      stop();
      held.forEach((each) => each());
    }
  }

  /** The audit entries about the classes, their rows and the students, in no order. */
  async entries(): Promise<AuditEntry[]> {
    const ids = [...this.rooms.map(({ id }) => id), ...this.studentIds];
    const names = ['pk', 'id', 'at', 'entity', 'action', 'before', 'after', 'reason', 'requestId', 'actorId', 'actorRole'];
    const found: AuditEntry[] = [];
    for await (const item of this.fixture.get(Scans).scan('ledger', names)) {
      if ((item.pk as string).startsWith('AUDIT#') && ids.some((id) => (item.entity as string).includes(id))) {
        found.push(fromAuditItem(item));
      }
    }
    return found;
  }

  close(): Promise<void> {
    return this.fixture.close();
  }

  private request({ by, method, path, body }: Call): Promise<Answer> {
    return this.staff[by].client.send(method, path, body);
  }
}
