import { randomBytes } from 'node:crypto';
import type { LocalCloud } from '../../local/cloud.js';
import { JwtAuthorizer } from './authorizer.js';
import type { Artifact } from './environment.js';
import { Gateway } from './gateway.js';
import { LambdaFunction } from './lambda-function.js';

const MAX_ENVIRONMENTS = 4;

/** The unpacked package of the tests through Lambda; undefined in all other tests. */
export function deployedArtifact(): Artifact | undefined {
  const text = process.env.LAMBDA_ARTIFACT;
  return text === undefined ? undefined : (JSON.parse(text) as Artifact);
}

export interface DeployedAppOptions {
  /** Settings of the test, and addresses of the services. */
  readonly settings: Readonly<Record<string, string>>;
  readonly cloud: LocalCloud;
  /** Receives each line of the app's log. */
  readonly log: (line: string) => void;
  /** Whether the function is limited to one environment. */
  readonly inOneProcess: boolean;
}

/** The packaged app behind CloudFront and an HTTP API. */
export interface DeployedApp {
  readonly url: string;
  readonly lambda: LambdaFunction;
  close(): Promise<void>;
}

export async function serveThroughLambda(artifact: Artifact, options: DeployedAppOptions): Promise<DeployedApp> {
  const { cloud, log, inOneProcess } = options;
  const settings = settingsOf(options);
  const most = inOneProcess ? 1 : MAX_ENVIRONMENTS;
  const lambda = new LambdaFunction(artifact, settings, most, (line) => takeLine(line, log));
  const gateway = await Gateway.listen({
    authorizer: new JwtAuthorizer(cloud.pool.issuer, cloud.pool.clientId),
    invoke: (event) => lambda.invoke(event),
    originSecret: () => cloud.secrets.secrets.read(settings.ORIGIN_SECRET_A).version.value,
  });
  return {
    url: gateway.url,
    lambda,
    close: async () => {
      await gateway.close();
      await lambda.close();
    },
  };
}

/** The environment variables of the function: ARNs of secrets, and never their values. */
function settingsOf({ settings, cloud: { secrets } }: DeployedAppOptions) {
  const { CURSOR_KEY: _value, ...rest } = settings;
  const made = (name: string) => secrets.secrets.create(`deployed-${name}`, randomBytes(32).toString('base64')).arn;
  return {
    CURSOR_KEY_SECRET: made('cursor-key'),
    ORIGIN_SECRET_A: made('origin-secret-a'),
    ORIGIN_SECRET_B: made('origin-secret-b'),
    ...rest,
    LOG_LEVEL: 'info',
    LOG_FORMAT: 'json',
  };
}

/** The app writes JSON. Other lines of its process go to the output of the test. */
function takeLine(line: string, log: (line: string) => void): void {
  if (line.startsWith('{')) log(`${line}\n`);
  else process.stderr.write(`${line}\n`);
}
