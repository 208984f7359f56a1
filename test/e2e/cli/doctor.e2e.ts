import { listenOnLoopback, type LoopbackServer } from '../../../local/loopback.js';
import { securityTxt } from '../../../scripts/cloud/security-txt.js';
import { FakeCloudFormation } from '../../fixtures/cloudformation.js';
import { runCommand } from './run-command.js';

const DAY_MS = 86_400_000;

describe('doctor', () => {
  let cloudFormation: FakeCloudFormation;
  let aws: LoopbackServer;
  let isTimeToLiveOn: string;
  let securityFile: string;
  beforeEach(async () => {
    isTimeToLiveOn = 'ENABLED';
    securityFile = '';
    aws = await listenOnLoopback((request, response) => {
      const operation = String(request.headers['x-amz-target'] ?? request.url).replace(/^.*\./, '');
      const [status, body] = answer(operation, request.url!);
      response.statusCode = status;
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
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
  function answer(operation: string, url: string): [number, object | string] {
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
    if (url.endsWith('/student-management-dev-api/invocations?Qualifier=live')) return [200, { accepted: true }];
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
    securityFile = securityTxt(contact, aws.url, new Date());
    expect(await problem()).toBe('');
    securityFile = securityTxt(contact, aws.url, new Date(Date.now() - 340 * DAY_MS));
    expect(await problem()).toMatch(/security\.txt: it expires in (19|20) days: deploy again$/);
  });
});
