import { text } from 'node:stream/consumers';
import { listenOnLoopback, type LoopbackServer } from '../../../local/loopback.js';
import { securityTxt } from '../../../src/http/security-txt.js';
import type { DayReport, Verification } from '../../../src/features/audit/digests/verification.js';
import { FakeCloudFormation } from '../../fixtures/cloudformation.js';
import { runCommand } from './run-command.js';

const DAY_MS = 86_400_000;
const NOTHING = { count: 0, names: [] };

interface AuditTask {
  readonly task: string;
  readonly from: string;
  readonly to: string;
  readonly after?: string;
}

function anEmptyReport(day: string): DayReport {
  return { day, isOlder: false, problems: [], removed: NOTHING, changed: NOTHING, added: NOTHING };
}

describe('doctor', () => {
  let cloudFormation: FakeCloudFormation;
  let aws: LoopbackServer;
  let isTimeToLiveOn: string;
  let securityFile: string;
  let tasks: AuditTask[];
  let verify: (task: AuditTask) => Verification;
  beforeEach(async () => {
    isTimeToLiveOn = 'ENABLED';
    securityFile = '';
    tasks = [];
    verify = ({ from }) => ({ days: [anEmptyReport(from)], isEmpty: false });
    aws = await listenOnLoopback((request, response) => {
      const operation = String(request.headers['x-amz-target'] ?? request.url).replace(/^.*\./, '');
      const respond = async () => {
        const sent = await text(request);
        const [status, body] = answer(operation, request.url!, sent);
        response.statusCode = status;
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
      };
      void respond();
    });
    const outputs = {
      ...{ SiteUrl: aws.url, ApiUrl: `${aws.url}/api/v1`, HttpApiUrl: `${aws.url}/gateway`, TablePrefix: 'student-management-dev' },
      ...{ UserPoolId: 'us-east-1_a', FunctionName: 'student-management-dev-api', OriginSecretA: 'a', OriginSecretB: 'b' },
    };
    cloudFormation = await FakeCloudFormation.start({ 'student-management-dev': { status: 'UPDATE_COMPLETE', outputs } });
  });
  afterEach(async () => {
    await cloudFormation.close();
    await aws.close();
  });

  /** A stage in which all is well, except what a test changes. */
  function answer(operation: string, url: string, sent: string): [number, object | string] {
    switch (operation) {
      case 'DescribeTable':
        return [200, { Table: { TableStatus: 'ACTIVE', DeletionProtectionEnabled: false } }];
      case 'DescribeContinuousBackups':
        return [200, { ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' } } }];
      case 'DescribeTimeToLive':
        return [200, { TimeToLiveDescription: { TimeToLiveStatus: isTimeToLiveOn } }];
      case 'DescribeUserPool':
        return [200, { UserPool: { EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT' }, DeletionProtection: 'INACTIVE' } }];
      case 'DescribeSecret':
        return [200, { CreatedDate: Date.now() / 1000 }];
    }
    if (url.endsWith('/student-management-dev-api/invocations?Qualifier=live')) {
      const task = JSON.parse(sent) as AuditTask;
      if (task.task !== 'verify-audit') return [200, { accepted: true }];
      tasks.push(task);
      return [200, verify(task)];
    }
    if (url === '/.well-known/security.txt') return securityFile ? [200, securityFile] : [404, '<html>'];
    return [{ '/health/ready': 200, '/gateway/health': 403, '/api/v1/me': 401 }[url] ?? 500, ''];
  }

  function doctor(args: string[] = [], environment: Record<string, string> = {}) {
    return runCommand('doctor', ['--stage', 'dev', ...args], {
      ...{ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_ENDPOINT_URL: aws.url },
      ...{ AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.url, AWS_ENDPOINT_URL_STS: cloudFormation.url },
      ...environment,
    });
  }

  const wrong = (output: string) => output.split('\n').filter((line) => line.startsWith('wrong'));

  it('finds nothing wrong right after a first deployment, while time to live is being switched on', async () => {
    isTimeToLiveOn = 'ENABLING';
    const { code, output, errors } = await doctor();
    expect({ code, errors, wrong: wrong(output) }).toEqual({ code: 0, errors: '', wrong: [] });
    isTimeToLiveOn = 'DISABLED';
    expect(wrong((await doctor()).output)).toContain('wrong  the table student-management-dev-ledger: time to live is off: deploy again');
  });

  it('compares with the settings of the deployment, not only with those of the stage', async () => {
    const { output } = await doctor(['--param', 'mail=DEVELOPER'], {
      DEPLOY_OPTIONS: 'isProtected=true\nalarmMail=The office <a@b.example>',
    });
    expect(wrong(output)).toContain('wrong  the user pool: it sends mail through COGNITO_DEFAULT, not DEVELOPER: deploy again');
    expect(wrong(output)).toContain(
      'wrong  the table student-management-dev-users: its deletion protection differs from the settings: deploy again',
    );
  });

  it('warns before security.txt expires', async () => {
    const contact = 'security@school.example';
    const problem = async () => wrong((await doctor(['--param', `securityContact=${contact}`])).output).join('\n');
    expect(await problem()).toMatch(/security\.txt: it is missing: deploy again$/);
    securityFile = securityTxt(`mailto:${contact}`, new Date(), aws.url);
    expect(await problem()).toBe('');
    securityFile = securityTxt(`mailto:${contact}`, new Date(Date.now() - 340 * DAY_MS), aws.url);
    expect(await problem()).toMatch(/security\.txt: it expires in (19|20) days: deploy again$/);
  });

  describe('of a stage with digests of the audit log', () => {
    const audit = async (...args: string[]) => wrong((await doctor(['--param', 'auditDigests=on', ...args])).output).join('\n');

    it('verifies the last days, in periods of a week and in as many requests as the function needs', async () => {
      verify = ({ from, after }) => ({ days: [anEmptyReport(from)], isEmpty: false, next: after === undefined ? 'an-actor' : undefined });
      expect(await audit('--audit-days', '10')).toBe('');
      const days = ({ from, to }: AuditTask) => (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
      expect(tasks.map((task) => [days(task), task.after])).toEqual([
        [7, undefined],
        [7, 'an-actor'],
        [3, undefined],
        [3, 'an-actor'],
      ]);
      expect(Date.parse(tasks[0]!.from) - Date.parse(tasks[2]!.to)).toBe(DAY_MS);
      const age = Date.now() - Date.parse(tasks[0]!.to);
      expect([age >= 1.16 * DAY_MS, age <= 2.17 * DAY_MS]).toEqual([true, true]);
    });

    it('says on which days the entries or their digest differ', async () => {
      verify = ({ from }) => ({
        isEmpty: false,
        days: [
          {
            ...anEmptyReport(from),
            problems: ['forged'],
            removed: { count: 2, names: ['a#1', 'b#2'] },
            added: { count: 1, names: ['c#3'] },
          },
        ],
      });
      expect(await audit('--audit-days', '1')).toBe(
        `wrong  the audit log of the last 1 days: ${tasks[0]!.from}: the signature of the digest is wrong, ` +
          '2 entries removed (a#1, b#2), 1 entry added (c#3). See "Audit log" in docs/guides/operations.md',
      );
    });

    it('accepts a missing digest only in the first hours after a deployment', async () => {
      verify = ({ from }) => ({ isEmpty: true, days: [{ ...anEmptyReport(from), problems: ['missing'] }] });
      cloudFormation.stacks['student-management-dev']!.createdAt = new Date(Date.now() - 60 * 60_000);
      expect(await audit()).toBe('');
      cloudFormation.stacks['student-management-dev']!.createdAt = new Date(Date.now() - 3 * 60 * 60_000);
      expect(await audit('--audit-days', '1')).toMatch(/the digest is missing/);
    });

    it('verifies nothing on a stage without digests', async () => {
      await doctor();
      expect(tasks).toEqual([]);
    });
  });
});
