import { CognitoIdentityProviderClient, InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../../../local/loopback.js';
import { Client } from '../../fixtures/client.js';

const ROOT = resolve(__dirname, '../../..');
const READY = 'Stop with Ctrl+C';
const PASSWORD = 'Learn-2026';

/** How many ports `npm start` uses. */
const PORTS = 4;

/** A school started as `npm start` does it, in a folder and a process of its own. */
class Started {
  output = '';
  private constructor(private readonly process: ChildProcess) {
    for (const stream of [process.stdout!, process.stderr!]) stream.on('data', (text) => (this.output += String(text)));
  }

  /** Resolves when the school is open, or the process has ended. */
  static async in(folder: string, ...args: string[]): Promise<Started> {
    const child = spawn(process.execPath, [join(ROOT, 'local/typescript.cjs'), join(ROOT, 'local/start.ts'), ...args], {
      cwd: folder,
      // These tests ask more of it in a minute than people do.
      env: { PATH: process.env.PATH, NODE_OPTIONS: '--disable-warning=ExperimentalWarning', RATE_LIMIT_PER_MINUTE: '0' },
    });
    const started = new Started(child);
    await new Promise<void>((done) => {
      child.stdout.on('data', () => started.output.includes(READY) && done());
      child.once('close', () => done());
    });
    return started;
  }

  get exitCode(): number | null {
    return this.process.exitCode;
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = new Promise((done) => this.process.once('close', done));
    this.process.kill(signal);
    await ended;
  }
}

describe('npm start', () => {
  let folder: string;
  let port: number;
  let school: Started;
  const start = (...args: string[]) => Started.in(folder, '--port', String(port), ...args);

  const signIn = async (email: string): Promise<Client> => {
    const url = `http://127.0.0.1:${port}`;
    const { region, clientId, userPoolEndpoint } = (await new Client(url).get('/config')).body as Record<string, string>;
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const pool = new CognitoIdentityProviderClient({ region, endpoint: userPoolEndpoint, credentials });
    const { AuthenticationResult } = await pool.send(
      new InitiateAuthCommand({ AuthFlow: 'USER_PASSWORD_AUTH', ClientId: clientId, AuthParameters: { USERNAME: email, PASSWORD } }),
    );
    pool.destroy();
    return new Client(url, Promise.resolve(AuthenticationResult!.AccessToken!));
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'school-'));
    copyFileSync(join(ROOT, 'openapi.json'), join(folder, 'openapi.json'));
    port = await freePort(PORTS);
    school = await start();
  }, 180_000);
  afterAll(async () => {
    await school.end('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  it('prints the address and the demo users', () => {
    expect(school.output).toContain(`http://127.0.0.1:${port}/api/docs`);
    for (const account of ['admin@example.edu', 'lecturer@example.edu', 'student@example.edu', PASSWORD])
      expect(school.output).toContain(account);
    expect(school.output).toMatch(/Loading the demo school: +\d+ %/);
    expect(school.output).not.toContain('Warning');
  });

  it('serves the documentation', async () => {
    const page = await fetch(`http://127.0.0.1:${port}/api/docs`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    expect(await (await fetch(`http://127.0.0.1:${port}/api/openapi.json`)).json()).toMatchObject({ openapi: '3.1.0' });
  });

  it('answers a page on another port', async () => {
    const { headers } = await new Client(`http://127.0.0.1:${port}`).get('/config', { origin: 'http://localhost:5173' });
    expect(headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
  });

  it('loads the demo school', async () => {
    const admin = await signIn('admin@example.edu');
    const counts = await Promise.all(['LECTURER', 'STUDENT'].map(async (role) => (await admin.walk(`/users?role=${role}`, 100)).length));
    expect(counts).toEqual([6, 240]);
    expect(await admin.walk('/terms', 100)).toHaveLength(3);
    expect(await admin.walk('/subjects', 100)).toHaveLength(13);
    const scales = ((await admin.get('/grading-scales')).body as { items: { key: string; best: number; worst: number }[] }).items;
    expect(scales.map(({ key, best, worst }) => [key, best > worst])).toEqual([
      ['vn-10', true],
      ['us-100', true],
      ['uk-100', true],
      ['de-5', false],
    ]);
    const perTerm = await Promise.all(
      ['2025-2', '2026-1', '2026-2'].map(async (term) => (await admin.walk(`/classes?term=${term}`, 100)).length),
    );
    expect(perTerm).toEqual([10, 11, 10]);
  });

  it('serves the transcript of the student with a GPA and a transferred credit', async () => {
    const { status, body } = await (await signIn('student@example.edu')).get('/me/transcript');
    expect({ status, gpa: typeof (body as { gpa: unknown }).gpa }).toEqual({ status: 200, gpa: 'number' });
    expect(body).toMatchObject({ creditsTransferred: 7.5, externalResults: [{ letter: 'TR', credits: 7.5 }] });
  });

  describe('has in the demo school', () => {
    type Row = Record<string, unknown> & { studentId: string; studentCode: string };
    let admin: Client;
    let book: { classId: string; components: object[]; rows: Row[] };
    const openBook = async (client: Client, term: string, code: string) => {
      const classes = (await client.walk(`/classes?term=${term}`, 100)) as { id: string; code: string }[];
      return (await client.get(`/classes/${classes.find((each) => each.code === code)!.id}/scores`)).body as typeof book;
    };
    beforeAll(async () => {
      admin = await signIn('admin@example.edu');
      // The class of the lecturer's demo account.
      book = await openBook(await signIn('lecturer@example.edu'), '2025-2', 'CS-301-07');
    }, 60_000);

    const rowOf = (studentCode: string) => book.rows.find((row) => row.studentCode === studentCode)!;
    const lineOf = async (studentCode: string) => {
      const { terms } = (await admin.get(`/students/${rowOf(studentCode).studentId}/transcript`)).body as {
        terms: { classes: { classCode: string }[] }[];
      };
      return terms.flatMap(({ classes }) => classes).find(({ classCode }) => classCode === 'CS-301-07');
    };

    it('an excused mark and a bonus, both of the demo account of a student', async () => {
      expect(book.components.at(-1)).toMatchObject({ key: 'bonus', bonus: true, weight: 5 });
      // (37 × 35 + 52 × 40) / 75 + 80 × 5 / 100 = 45 + 4.
      expect(rowOf('S-2026-001')).toMatchObject({
        flags: { homework: 'EX' },
        marks: { project: 37, final: 52, bonus: 80 },
        result: { value: 49 },
      });
      expect(await lineOf('S-2026-001')).toMatchObject({ status: 'COMPLETED', result: 49 });
    });

    it('feedback, which the student sees', async () => {
      expect(rowOf('S-2026-001')).toMatchObject({ feedbackOn: ['project', 'final'] });
      const student = await signIn('student@example.edu');
      const { components } = (await student.get(`/classes/${book.classId}/scores/me`)).body as { components: object[] };
      expect(components).toContainEqual(expect.objectContaining({ key: 'final', feedback: expect.stringContaining('Monday') as string }));
    });

    it('an absent mark', () => {
      // (66 × 25 + 0 × 35 + 54 × 40) / 100 = 38.1.
      expect(rowOf('S-2026-097')).toMatchObject({ flags: { project: 'ABS' }, result: { value: 38 } });
    });

    it('an incomplete that has lapsed, and one that has not', async () => {
      expect(rowOf('S-2026-098')).toMatchObject({ final: { notation: 'I' }, result: { value: 0, letter: 'F' } });
      expect(await lineOf('S-2026-098')).toMatchObject({ status: 'COMPLETED', letter: 'F' });
      expect(rowOf('S-2026-099')).toMatchObject({ final: { notation: 'I' }, result: null });
      expect(await lineOf('S-2026-099')).toMatchObject({ status: 'INCOMPLETE', letter: 'I' });
    });

    it('a pass', async () => {
      expect(rowOf('S-2026-106')).toMatchObject({ final: { notation: 'P' }, result: null, computed: { value: 68 } });
      expect(await lineOf('S-2026-106')).toMatchObject({ status: 'COMPLETED', letter: 'P', passed: true });
    });

    it('an auditing student', async () => {
      expect(rowOf('S-2026-108')).toMatchObject({
        final: { notation: 'AU' },
        result: null,
        computed: { letter: expect.any(String) as string },
      });
      expect(await lineOf('S-2026-108')).toMatchObject({ status: 'COMPLETED', letter: 'AU' });
    });

    it('a result of a board, after which the computed one has changed', async () => {
      // (64 × 25 + 62 × 35 + 52 × 40) / 100 = 58.5.
      expect(rowOf('S-2026-110')).toMatchObject({ result: { value: 60 }, computed: { value: 59 }, computedChanged: true });
      expect(await lineOf('S-2026-110')).toMatchObject({ result: 60, letter: 'D', passed: true });
    });

    it('a withdrawn student', async () => {
      expect(rowOf('S-2026-102')).toMatchObject({ status: 'WITHDRAWN' });
      expect(await lineOf('S-2026-102')).toMatchObject({ status: 'WITHDRAWN', letter: 'W' });
    });

    it('a moved student, a dropped one, and one with one name', async () => {
      expect((await openBook(admin, '2026-1', 'CS-201-B')).rows).toMatchObject([
        { studentCode: 'S-2026-178', movedFrom: expect.any(String) as string },
      ]);
      const { rows } = await openBook(admin, '2026-1', 'CS-201-02');
      expect(rows).toHaveLength(14);
      expect(rows.map(({ studentCode }) => studentCode)).not.toContain('S-2026-190');
      expect(rowOf('S-2026-104')).toMatchObject({ familyName: '', givenName: 'Win Myint' });
    });
  });

  it('saves each row and its audit entry completely or not at all when it is killed', async () => {
    let admin = await signIn('admin@example.edu');
    const classes = ((await admin.walk('/classes?term=2026-2', 100)) as { id: string; components: { key: string }[] }[]).slice(0, 2);
    const before = new Map<string, number>();
    const saves = await Promise.all(
      classes.map(async ({ id, components }) => {
        const { rows } = (await admin.get(`/classes/${id}/scores`)).body as { rows: { studentId: string; version: number }[] };
        rows.forEach((row) => before.set(`${id} ${row.studentId}`, row.version));
        const marks = Object.fromEntries(components.map(({ key }) => [key, 9]));
        return { id, rows: rows.map(({ studentId, version }) => ({ studentId, version, marks })) };
      }),
    );
    const first = saves.map(({ id, rows }) => admin.send('PATCH', `/classes/${id}/scores`, { rows }).catch(() => undefined));
    await Promise.race(first);
    await school.end('SIGKILL');

    school = await start();
    expect(school.output).not.toContain('Loading');
    admin = await signIn('admin@example.edu');
    let written = 0;
    for (const { id } of classes) {
      const { rows } = (await admin.get(`/classes/${id}/scores`)).body as {
        rows: { studentId: string; version: number; marks: Record<string, number> }[];
      };
      const histories = await Promise.all(rows.map(({ studentId }) => admin.get(`/classes/${id}/scores/${studentId}/history`)));
      for (const [index, { studentId, version, marks }] of rows.entries()) {
        const entries = histories[index]!.body.items as unknown[];
        const isNew = version !== before.get(`${id} ${studentId}`);
        expect(Object.values(marks).filter((mark) => mark !== null)).toHaveLength(isNew ? 3 : 0);
        expect(entries.length > 0).toBe(isNew);
        written += Number(isNew);
      }
    }
    expect(written).toBeGreaterThan(0);
  }, 120_000);

  it('reports a busy port in one line', async () => {
    const second = await start();
    expect([second.exitCode, second.output.trim().split('\n')]).toEqual([1, [expect.stringContaining(`Port ${port} is in use`)]]);
  });

  it('refuses a folder that another process uses', async () => {
    const second = await Started.in(folder, '--port', String(await freePort(PORTS)), '--fresh');
    expect([second.exitCode, second.output.trim().split('\n')]).toEqual([1, [expect.stringContaining('has a school open')]]);
    expect((await new Client(`http://127.0.0.1:${port}`).get('/health/ready')).status).toBe(200);
  });

  it.each([
    ['--port', 'http'],
    ['--prot', '80'],
  ])('says in a line what is wrong with %s %s', async (...args) => {
    const refused = await Started.in(folder, ...args);
    expect([refused.exitCode, refused.output.trim().split('\n')]).toEqual([1, [expect.stringContaining('--port')]]);
  });

  it('reports damaged data in one line, and does not change it', async () => {
    await school.end('SIGTERM');
    const cognito = join(folder, '.local/cognito');
    for (const file of readdirSync(cognito)) writeFileSync(join(cognito, file), 'not what it was\n');
    const damaged = await start();
    expect([damaged.exitCode, damaged.output.trim().split('\n')]).toEqual([1, [expect.stringContaining('npm start -- --fresh')]]);
    expect(readdirSync(join(folder, '.local'))).toContain('dynamodb');
  }, 120_000);
});
