import type { User } from '../../src/users/user.js';
import type { Answer, Client, School } from '../harness.js';
import type { ClassBody, Office } from './office.js';

export interface Pupil {
  readonly user: User;
  readonly client: Client;
}

/** A row as the gradebook tells it. */
export interface RowBody {
  studentId: string;
  status: string;
  marks: Record<string, number>;
  result: { value: number } | null;
  version: number;
}

type GivenMarks = Record<string, unknown>;

/** A class of the usual lecturer with its students, and what people do in it. */
export class Classroom {
  private constructor(
    readonly schoolClass: ClassBody,
    readonly admin: Client,
    readonly lecturer: Client,
    readonly pupils: readonly Pupil[],
  ) {}

  static async open(
    school: School,
    office: Office,
    { pupils = 2, ...asked }: { pupils?: number; [asked: string]: unknown } = {},
  ): Promise<Classroom> {
    const [schoolClass, people] = await Promise.all([
      office.addClass(asked),
      Promise.all(Array.from({ length: pupils }, () => school.person())),
    ]);
    return Classroom.of(schoolClass, office, people);
  }

  /** A class of people who are there already. */
  static async of(schoolClass: ClassBody, office: Office, pupils: readonly Pupil[]): Promise<Classroom> {
    const students = pupils.map(({ user }) => ({ id: user.id }));
    if (students.length > 0) await office.admin.post(`/classes/${schoolClass.id}/students`, { students });
    return new Classroom(schoolClass, office.admin, office.usual.lecturer.client, pupils);
  }

  get path(): string {
    return `/classes/${this.schoolClass.id}`;
  }

  async rows(): Promise<RowBody[]> {
    return ((await this.admin.get(`${this.path}/scores`)).body as { rows: RowBody[] }).rows;
  }

  async row({ user }: Pupil): Promise<RowBody> {
    return (await this.rows()).find(({ studentId }) => studentId === user.id)!;
  }

  /** Saves marks on top of the version there is. */
  async mark(pupil: Pupil, marks: GivenMarks, { by = this.lecturer, ...rest }: { by?: Client; reason?: string } = {}): Promise<Answer> {
    return this.save(pupil, { version: (await this.row(pupil)).version, marks, ...rest }, by);
  }

  save({ user }: Pupil, body: unknown, by: Client = this.lecturer): Promise<Answer> {
    return by.put(`${this.path}/scores/${user.id}`, body);
  }

  saveMany(body: unknown, by: Client = this.lecturer): Promise<Answer> {
    return by.send('PATCH', `${this.path}/scores`, body);
  }

  /** The gradebook as a file. @param query such as `?separator=semicolon` */
  exported(by: Client = this.lecturer, query = ''): Promise<Answer> {
    return by.get(`${this.path}/scores.csv${query}`);
  }

  /** Sends a file of marks. @param query such as `?dryRun=true` */
  imported(csv: string, { by = this.lecturer, query = '' }: { by?: Client; query?: string } = {}): Promise<Answer> {
    return by.post(`${this.path}/scores/import${query}`, csv, { 'content-type': 'text/csv' });
  }

  publish(key: string, { by = this.lecturer, ...body }: { by?: Client; reason?: string } = {}): Promise<Answer> {
    return by.post(`${this.path}/components/${key}/publish`, body);
  }

  unpublish(key: string, { by = this.lecturer, ...body }: { by?: Client; reason?: string } = {}): Promise<Answer> {
    return by.post(`${this.path}/components/${key}/unpublish`, body);
  }

  lock(by: Client = this.lecturer): Promise<Answer> {
    return by.post(`${this.path}/scores/lock`);
  }

  archive(): Promise<Answer> {
    return this.admin.post(`${this.path}/archive`, {});
  }

  own({ client }: Pupil): Promise<Answer> {
    return client.get(`${this.path}/scores/me`);
  }

  history({ user }: Pupil, by: Client = this.lecturer): Promise<Answer> {
    return by.get(`${this.path}/scores/${user.id}/history`);
  }
}
