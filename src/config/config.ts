import { REQUEST_TIME_LIMIT } from '../core/context/request-context.js';
import { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from '../core/logging/log.js';
import {
  count,
  key,
  matching,
  milliseconds,
  oneOf,
  origins,
  port,
  rate,
  secretArn,
  timeZone,
  timeZoneName,
  url,
  InvalidValue,
  type Parser,
} from './env-parsers.js';
import { packageVersion } from './package-version.js';

/** The settings of one running app, from the environment. See `.env.example` for what each means. */
export class Config {
  readonly port!: number;
  readonly host!: string;
  readonly region!: string;
  /** What a server keeps the data in. The function has its engine built in. */
  readonly databaseEngine!: DatabaseEngine;
  readonly tablePrefix!: string;
  readonly userPoolId!: string;
  readonly userPoolClientId!: string;
  /** The address of the user pool, if it is not on AWS. */
  readonly userPoolEndpoint?: string;
  /** The bucket of avatars and class materials. */
  readonly mediaBucket!: string;
  /** 32 bytes. Absent if the key is a secret. */
  readonly cursorKey?: Buffer;
  /** The ARN of the secret whose value is the cursor key. */
  readonly cursorKeySecret?: string;
  /** The ARNs of the two secrets of which CloudFront sends one. Without them the app takes requests from anywhere. */
  readonly originSecrets?: readonly string[];
  readonly timeZone!: string;
  readonly corsOrigins!: readonly string[];
  /** Milliseconds that a request may take: less than the limit of the gateway, so that the answer still gets out. */
  readonly requestTimeLimit!: number;
  /** People that an import may add in a second, within the quotas of the user pool. */
  readonly importRate!: number;
  /** Requests of one caller in a minute, and of one address in five minutes. 0 is no limit. */
  readonly rateLimitPerMinute!: number;
  readonly rateLimitPerAddress!: number;
  /** Requests that a server works on at once. 0 is no limit. */
  readonly requestsAtOnce!: number;
  /** The number of proxies in front of a server, whose addresses at the end of `X-Forwarded-For` are trusted. */
  readonly trustProxy!: number;
  readonly logLevel!: LogLevel;
  readonly logFormat!: LogFormat;
  readonly version!: string;
  readonly commit!: string;

  /** The issuer of the pool's tokens. */
  get issuer(): string {
    return `${this.userPoolEndpoint ?? `https://cognito-idp.${this.region}.amazonaws.com`}/${this.userPoolId}`;
  }
}

export const DATABASE_ENGINES = ['dynamodb'] as const;
export type DatabaseEngine = (typeof DATABASE_ENGINES)[number];

/** Thrown at start. Names every variable that is wrong, not only the first. */
export class InvalidConfig extends Error {
  constructor(readonly problems: string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'InvalidConfig';
  }
}

/**
 * The settings in `environment`. An empty variable counts as absent.
 * @throws InvalidConfig naming every variable that is missing or wrong
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const problems: string[] = [];
  const optional = <T>(name: string, reader: Parser<T>, fallback: T): T => {
    const text = environment[name]?.trim();
    if (!text) return fallback;
    try {
      return reader(text);
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error;
      problems.push(`${name} ${error.message}.`);
      return fallback;
    }
  };
  const required = <T>(name: string, reader: Parser<T>): T | undefined => {
    if (!environment[name]?.trim()) problems.push(`${name} is missing.`);
    return optional<T | undefined>(name, reader, undefined);
  };

  // In the cloud the environment holds no secrets, and every request must come through CloudFront.
  const inLambda = Boolean(environment.AWS_LAMBDA_FUNCTION_NAME);
  const secret = (name: string) => (inLambda ? required(name, secretArn) : optional<string | undefined>(name, secretArn, undefined));
  const cursorKeySecret = secret('CURSOR_KEY_SECRET');
  const originSecrets = [secret('ORIGIN_SECRET_A'), secret('ORIGIN_SECRET_B')].filter((arn) => arn !== undefined);
  if (originSecrets.length === 1 && !inLambda) problems.push('ORIGIN_SECRET_A and ORIGIN_SECRET_B must both be set, or neither.');

  const config = Object.assign(new Config(), {
    port: optional('PORT', port, 3000),
    host: optional('HOST', matching(/^[\w.:-]+$/, 'a host name or address'), '0.0.0.0'),
    region: required('AWS_REGION', matching(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as ap-southeast-1')),
    databaseEngine: optional<DatabaseEngine>('DATABASE_ENGINE', oneOf(...DATABASE_ENGINES), 'dynamodb'),
    tablePrefix: optional('TABLE_PREFIX', matching(/^[\w.-]{1,100}$/, 'letters, digits, ".", "_" and "-"'), 'student-management'),
    userPoolId: required('COGNITO_USER_POOL_ID', matching(/^[\w-]+_[0-9a-zA-Z]+$/, 'a user pool id such as us-east-1_AbCdEf123')),
    userPoolClientId: required('COGNITO_CLIENT_ID', matching(/^\w{1,128}$/, 'the id of an app client')),
    userPoolEndpoint: optional<string | undefined>('AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER', url, undefined),
    mediaBucket: required('MEDIA_BUCKET', matching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket')),
    cursorKey: cursorKeySecret || inLambda ? undefined : required('CURSOR_KEY', key),
    cursorKeySecret,
    originSecrets: originSecrets.length === 2 ? originSecrets : undefined,
    // Looking up a zone takes a tenth of a cold start.
    timeZone: optional('SCHOOL_TIME_ZONE', inLambda ? timeZoneName : timeZone, 'UTC'),
    corsOrigins: optional('CORS_ORIGINS', origins, []),
    requestTimeLimit: optional('REQUEST_TIME_LIMIT_MS', milliseconds, REQUEST_TIME_LIMIT),
    importRate: optional('IMPORT_RATE', rate, 12),
    rateLimitPerMinute: optional('RATE_LIMIT_PER_MINUTE', count(1_000_000), 300),
    rateLimitPerAddress: optional('RATE_LIMIT_PER_ADDRESS', count(100_000_000), 20_000),
    requestsAtOnce: optional('REQUESTS_AT_ONCE', count(1_000_000), 100),
    trustProxy: optional('TRUST_PROXY', count(10), 0),
    logLevel: optional<LogLevel>('LOG_LEVEL', oneOf(...LOG_LEVELS), 'info'),
    logFormat: optional<LogFormat>('LOG_FORMAT', oneOf(...LOG_FORMATS), process.stdout.isTTY ? 'text' : 'json'),
    commit: optional('COMMIT', matching(/^[0-9a-f]{7,40}$/, 'a git commit'), 'unknown'),
    version: packageVersion(),
  });
  if (problems.length > 0) throw new InvalidConfig(problems);
  return config;
}
