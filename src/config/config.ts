import { readFileSync } from 'node:fs';
import { REQUEST_TIME_LIMIT } from '../core/context/request-context.js';
import { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from '../core/logging/log.js';
import { PERSON_COLUMN_NAMES, type PersonColumnNames } from '../core/text/person-column-names.js';
import {
  bucketName,
  contactUri,
  integer,
  InvalidValue,
  key,
  locale,
  localeName,
  matching,
  oneOf,
  origins,
  type Parser,
  secretArn,
  timeZone,
  timeZoneName,
  url,
} from './env-parsers.js';
import { importColumnNames } from './import-column-names.js';

/** The settings of the app, from the environment. `.env.example` describes them. */
export class Config {
  readonly port!: number;
  readonly host!: string;
  readonly region!: string;
  /** The database of a plain server. The Lambda function contains its engine. */
  readonly databaseEngine!: DatabaseEngine;
  readonly tablePrefix!: string;
  readonly userPoolId!: string;
  readonly userPoolClientId!: string;
  /** The URL of a user pool that is not on AWS. */
  readonly userPoolEndpoint?: string;
  /** The bucket of avatars and class materials. */
  readonly mediaBucket!: string;
  /** The bucket of the digests of the audit log, and the ARN of the secret that contains their key. Without them the function writes no digests. */
  readonly auditDigests?: { readonly bucket: string; readonly keySecret: string };
  /** 32 bytes. Absent if `cursorKeySecret` is present. */
  readonly cursorKey?: Buffer;
  /** The ARN of the secret that contains the cursor key. */
  readonly cursorKeySecret?: string;
  /** The ARNs of two secrets. CloudFront sends one of them. Without them the app accepts requests from any origin. */
  readonly originSecrets?: readonly string[];
  readonly timeZone!: string;
  /** The language whose rules sort whole lists of people. */
  readonly locale!: string;
  readonly corsOrigins!: readonly string[];
  /** Milliseconds that a request may take: fewer than the limit of the gateway, so that the response still arrives. */
  readonly requestTimeLimit!: number;
  /** People that an import adds in a second, at most, to stay within the quotas of the user pool. */
  readonly importRate!: number;
  /** How the columns about a person are called in imported files, with the names of the school. */
  readonly personColumnNames!: PersonColumnNames;
  /** Minutes within which a person must have signed in for changes that a stolen token could make permanent. 0 is no limit. */
  readonly recentSignInMinutes!: number;
  /** Whether staff need an authenticator app. Until they have one, they may only read their profile and sign out. */
  readonly staffMfa!: StaffMfaSetting;
  /** Whether students see their rank in a class whose results are final. */
  readonly showRanks!: boolean;
  /** The weight that must count for a result, in percent, in classes that are created from now on. */
  readonly minimumWeight!: number;
  /** The sender of mail of the app. Without it the app sends none; mail of the user pool is separate. */
  readonly mailFrom?: string;
  /** The region of the identity in SES, if it is another one. */
  readonly mailRegion?: string;
  /** How people reach the school, for mail to them. */
  readonly mailContact?: string;
  /** Requests of one caller in a minute. 0 is no limit. */
  readonly rateLimitPerMinute!: number;
  /** Requests of one network address in five minutes. 0 is no limit. */
  readonly rateLimitPerAddress!: number;
  /** Requests that a plain server processes at the same time. 0 is no limit. */
  readonly requestsAtOnce!: number;
  /** Connections that a plain server holds at the same time. 0 is no limit. */
  readonly maxConnections!: number;
  /** Connections that a plain server without a proxy holds of one network address. 0 is no limit. */
  readonly maxConnectionsPerAddress!: number;
  /** Whether a plain server serves its documentation. */
  readonly documentation!: boolean;
  /** A `mailto:` or https URI for reports of vulnerabilities. With it, a plain server serves `/.well-known/security.txt`. */
  readonly securityContact?: string;
  /** The number of proxies in front of a plain server. It trusts as many addresses at the end of `X-Forwarded-For`. */
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

export type StaffMfaSetting = 'required' | 'optional';

const region = matching(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as ap-southeast-1');

/** An address, alone or after a name. */
const SENDER = /^(?:[^\p{Cc}<>]{1,100}<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/u;

/** Its region, and its name if that is an address. */
const SES_IDENTITY = /^arn:aws[a-z-]*:ses:([a-z0-9-]+):\d{12}:identity\/(?:([^\s/@]+@[^\s/@]+)|[^\s/@]+)$/;

/** Thrown at start. Names every wrong variable, not only the first one. */
export class InvalidConfig extends Error {
  constructor(readonly problems: string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'InvalidConfig';
  }
}

/**
 * Reads the settings from `environment`. An empty variable counts as absent.
 * @throws InvalidConfig names every variable that is missing or wrong
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const problems: string[] = [];
  const optional = <T>(name: string, parse: Parser<T>, fallback: T): T => {
    const text = environment[name]?.trim();
    if (!text) return fallback;
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error;
      problems.push(`${name} ${error.message}.`);
      return fallback;
    }
  };
  const required = <T>(name: string, parse: Parser<T>): T | undefined => {
    if (!environment[name]?.trim()) problems.push(`${name} is missing.`);
    return optional<T | undefined>(name, parse, undefined);
  };

  // In Lambda the environment contains no secrets, and every request must come through CloudFront.
  const inLambda = Boolean(environment.AWS_LAMBDA_FUNCTION_NAME);
  const secret = (name: string) => (inLambda ? required(name, secretArn) : optional<string | undefined>(name, secretArn, undefined));
  const cursorKeySecret = secret('CURSOR_KEY_SECRET');
  const originSecrets = [secret('ORIGIN_SECRET_A'), secret('ORIGIN_SECRET_B')].filter((arn) => arn !== undefined);
  if (originSecrets.length === 1 && !inLambda) problems.push('ORIGIN_SECRET_A and ORIGIN_SECRET_B must both be set, or neither.');

  const auditBucket = optional<string | undefined>('AUDIT_BUCKET', bucketName, undefined);
  const auditKeySecret = optional<string | undefined>('AUDIT_KEY_SECRET', secretArn, undefined);
  if ((auditBucket === undefined) !== (auditKeySecret === undefined))
    problems.push('AUDIT_BUCKET and AUDIT_KEY_SECRET must both be set, or neither.');

  // An identity is a domain, or an address that is its own sender.
  const identity = optional<string | undefined>('SES_IDENTITY_ARN', matching(SES_IDENTITY, 'the ARN of an identity in SES'), undefined);
  const [, mailRegion, identityAddress] = SES_IDENTITY.exec(identity ?? '') ?? [];

  const config = Object.assign(new Config(), {
    port: optional('PORT', integer(0, 65_535, 'a port'), 3000),
    host: optional('HOST', matching(/^[\w.:-]+$/, 'a host name or address'), '0.0.0.0'),
    region: required('AWS_REGION', region),
    databaseEngine: optional<DatabaseEngine>('DATABASE_ENGINE', oneOf(...DATABASE_ENGINES), 'dynamodb'),
    tablePrefix: optional('TABLE_PREFIX', matching(/^[\w.-]{1,100}$/, 'letters, digits, ".", "_" and "-"'), 'student-management'),
    userPoolId: required('COGNITO_USER_POOL_ID', matching(/^[\w-]+_[0-9a-zA-Z]+$/, 'a user pool id such as us-east-1_AbCdEf123')),
    userPoolClientId: required('COGNITO_CLIENT_ID', matching(/^\w{1,128}$/, 'the id of an app client')),
    userPoolEndpoint: optional<string | undefined>('AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER', url, undefined),
    mediaBucket: required('MEDIA_BUCKET', bucketName),
    auditDigests: auditBucket && auditKeySecret ? { bucket: auditBucket, keySecret: auditKeySecret } : undefined,
    cursorKey: cursorKeySecret || inLambda ? undefined : required('CURSOR_KEY', key),
    cursorKeySecret,
    originSecrets: originSecrets.length === 2 ? originSecrets : undefined,
    // A full check of the zone takes a tenth of a cold start.
    timeZone: optional('SCHOOL_TIME_ZONE', inLambda ? timeZoneName : timeZone, 'UTC'),
    // As above: the data of the languages are read at the first sorted list.
    locale: optional('SCHOOL_LOCALE', inLambda ? localeName : locale, 'en'),
    corsOrigins: optional('CORS_ORIGINS', origins, []),
    requestTimeLimit: optional('REQUEST_TIME_LIMIT_MS', integer(1, 999_999, 'a whole number of milliseconds'), REQUEST_TIME_LIMIT),
    importRate: optional('IMPORT_RATE', integer(1, 9_999), 12),
    personColumnNames: optional<PersonColumnNames>('IMPORT_COLUMN_NAMES', importColumnNames, PERSON_COLUMN_NAMES),
    recentSignInMinutes: optional('RECENT_SIGN_IN_MINUTES', integer(0, 1_440), 15),
    staffMfa: optional<StaffMfaSetting>('STAFF_MFA', oneOf('required', 'optional'), 'optional'),
    showRanks: optional<'on' | 'off'>('SHOW_RANKS', oneOf('on', 'off'), 'off') === 'on',
    minimumWeight: optional('MINIMUM_WEIGHT', integer(1, 100, 'a whole number of percent'), 50),
    mailFrom: optional('MAIL_FROM', matching(SENDER, 'an e-mail address such as School <office@school.example>'), identityAddress),
    mailRegion,
    mailContact: optional<string | undefined>(
      'MAIL_CONTACT',
      matching(/^[^\p{Cc}]{1,200}$/u, 'one line of at most 200 characters'),
      undefined,
    ),
    rateLimitPerMinute: optional('RATE_LIMIT_PER_MINUTE', integer(0, 1_000_000), 300),
    rateLimitPerAddress: optional('RATE_LIMIT_PER_ADDRESS', integer(0, 100_000_000), 50_000),
    requestsAtOnce: optional('REQUESTS_AT_ONCE', integer(0, 1_000_000), 100),
    maxConnections: optional('MAX_CONNECTIONS', integer(0, 1_000_000), 5_000),
    maxConnectionsPerAddress: optional('MAX_CONNECTIONS_PER_ADDRESS', integer(0, 1_000_000), 1_000),
    documentation: optional<'on' | 'off'>('DOCUMENTATION', oneOf('on', 'off'), 'on') === 'on',
    securityContact: optional<string | undefined>('SECURITY_CONTACT', contactUri, undefined),
    trustProxy: optional('TRUST_PROXY', integer(0, 10), 0),
    logLevel: optional<LogLevel>('LOG_LEVEL', oneOf(...LOG_LEVELS), 'info'),
    logFormat: optional<LogFormat>('LOG_FORMAT', oneOf(...LOG_FORMATS), process.stdout.isTTY ? 'text' : 'json'),
    commit: optional('COMMIT', matching(/^[0-9a-f]{7,40}$/, 'a git commit'), 'unknown'),
    version: packageVersion(),
  });
  if (problems.length > 0) throw new InvalidConfig(problems);
  return config;
}

/** Set by the bundler of the function, which ships no `package.json`. */
declare const BUNDLED_VERSION: string | undefined;

/** The version in the `package.json` of the working directory. */
function packageVersion(): string {
  if (typeof BUNDLED_VERSION === 'string') return BUNDLED_VERSION;
  try {
    return (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version;
  } catch {
    return 'unknown';
  }
}
