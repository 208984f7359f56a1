import { listenOnLoopback, type LoopbackServer, readBody } from '../../../local/loopback.js';
import { School } from '../../../scripts/import-users/school.js';
import { SignIn } from '../../../scripts/import-users/sign-in.js';
import type { Invitation } from '../../../src/features/users/invitations.service.js';
import { anInvitation } from '../../fixtures/builders.js';

/** A sign-in whose tokens are numbered. */
class Numbered extends SignIn {
  renewals = 0;
  override get isRenewable() {
    return true;
  }
  override accessToken() {
    return Promise.resolve(String(this.renewals));
  }
  override renew() {
    this.renewals += 1;
    return Promise.resolve(true as const);
  }
}

describe('the requests of npm run import-users', () => {
  const users = [anInvitation() as Invitation];
  const results = [{ index: 0, outcome: 'created' as const }];
  const settings = { dryRun: false, allowUnusualNames: false, mode: 'update', enable: false } as const;
  let server: LoopbackServer;
  let answers: ((request: { token: string; url: string }) => [status: number, headers?: Record<string, string>] | undefined)[];
  let reports: string[];

  beforeAll(async () => {
    server = await listenOnLoopback((request, response) => {
      void readBody(request, 65_536).then(() => {
        const answer = answers.shift()!({ token: request.headers.authorization!.slice('Bearer '.length), url: request.url! });
        if (!answer) {
          response.writeHead(200, { 'content-length': '1000' });
          response.write('{"results":');
          return response.destroy();
        }
        const [status, headers] = answer;
        return response.writeHead(status, headers).end(JSON.stringify({ results }));
      });
    });
  });
  afterAll(() => server.close());
  beforeEach(() => void (reports = []));

  const school = (signIn = new Numbered(server.url, {})) => new School(server.url, signIn, settings, (text) => reports.push(text), 0);

  it('wait as long as the school asks them to, and survive a connection that breaks within an answer', async () => {
    answers = [() => [429, { 'retry-after': '0' }], () => [503, { 'retry-after': '0' }], () => undefined, () => [504], () => [200]];
    expect(await school().importUsers(users)).toEqual(results);
    expect(reports).toEqual([
      'The school answered 429. Trying again in 0 s.',
      'The school answered 503. Trying again in 0 s.',
      'The school does not answer. Trying again in 0 s.',
      'The school answered 504. Trying again in 0 s.',
    ]);
  });

  it('renew a token each time it expires, also between other failures', async () => {
    const signIn = new Numbered(server.url, {});
    const accept = (token: string) => (request: { token: string }) => (request.token === token ? ([200] as [number]) : ([401] as [number]));
    answers = [accept('1'), () => [503, { 'retry-after': '0' }], accept('2'), accept('2')];
    expect(await school(signIn).importUsers(users)).toEqual(results);
    expect(signIn.renewals).toBe(2);
  });

  it('end with the answer if the school refuses them', async () => {
    answers = [() => [401], () => [401]];
    await expect(school().importUsers(users)).rejects.toThrow(`The import failed: ${server.url} answered 401`);
    answers = [() => [403]];
    await expect(school().importUsers(users)).rejects.toThrow('answered 403');
  });

  it('name the mode', async () => {
    let asked = '';
    answers = [({ url }) => ((asked = url), [200])];
    await school().importUsers(users);
    expect(asked).toBe('/api/v1/users/import?dryRun=false&allowUnusualNames=false&mode=update&enable=false');
  });
});
