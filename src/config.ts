import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REQUEST_TIME_LIMIT } from './common/request-context.js';

/** The settings of one running app, from the environment. See `.env.example` for what each means. */
export class Config {
  readonly port!: number;
  readonly host!: string;
  readonly region!: string;
  readonly tablePrefix!: string;
  readonly userPoolId!: string;
  readonly userPoolClientId!: string;
  /** Where the user pool is, if not on AWS. */
  readonly userPoolEndpoint?: string;
  /** The bucket of avatars and class materials. */
  readonly mediaBucket!: string;
  /** 32 bytes. */
  readonly cursorKey!: Buffer;
  readonly timeZone!: string;
  readonly corsOrigins!: readonly string[];
  /** Milliseconds a request may take: short of the gateway's own limit, so that our answer still leaves. */
  readonly requestTimeLimit!: number;
  /** People that an import may add in a second: what the quotas of the user pool leave it. */
  readonly importRate!: number;
  /** Requests a minute of one caller at one address, and in five minutes of one address; 0 is no limit. */
  readonly rateLimitPerMinute!: number;
  readonly rateLimitPerAddress!: number;
  /** How many proxies stand before a plain server: so many addresses from the end of `X-Forwarded-For` are believed. */
  readonly trustProxy!: number;
  readonly logLevel!: LogLevel;
  readonly logFormat!: 'json' | 'text';
  readonly version!: string;
  readonly commit!: string;

  /** The issuer of the pool's tokens. */
  get issuer(): string {
    return `${this.userPoolEndpoint ?? `https://cognito-idp.${this.region}.amazonaws.com`}/${this.userPoolId}`;
  }
}

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Thrown at start; names every variable that is wrong, not only the first. */
export class InvalidConfig extends Error {
  constructor(readonly problems: string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.name = 'InvalidConfig';
  }
}

/** Reads one variable: throws a `Wrong` with what it should be. */
type Reader<T> = (text: string) => T;

class Wrong extends Error {}

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const matching =
  (pattern: RegExp, what: string): Reader<string> =>
  (text) => {
    if (!pattern.test(text)) throw new Wrong(`must be ${what}`);
    return text;
  };

const oneOf =
  <T extends string>(...allowed: readonly T[]): Reader<T> =>
  (text) => {
    if (!allowed.includes(text as T)) throw new Wrong(`must be one of ${allowed.join(', ')}`);
    return text as T;
  };

const url: Reader<string> = (text) => {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw new Wrong('must be an http or https URL');
  return text.replace(/\/$/, '');
};

const port: Reader<number> = (text) => {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new Wrong('must be a port from 0 to 65535');
  return Number(text);
};

const milliseconds: Reader<number> = (text) => {
  if (!/^\d{1,6}$/.test(text) || Number(text) === 0) throw new Wrong('must be a whole number of milliseconds from 1 to 999999');
  return Number(text);
};

const rate: Reader<number> = (text) => {
  if (!/^\d{1,4}$/.test(text) || Number(text) === 0) throw new Wrong('must be a whole number from 1 to 9999');
  return Number(text);
};

const count =
  (most: number): Reader<number> =>
  (text) => {
    if (!/^\d{1,9}$/.test(text) || Number(text) > most) throw new Wrong(`must be a whole number from 0 to ${most}`);
    return Number(text);
  };

const key: Reader<Buffer> = (text) => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 32) throw new Wrong('must be 32 random bytes in base64 (openssl rand -base64 32)');
  return bytes;
};

const timeZone: Reader<string> = (text) => {
  if (!isTimeZone(text)) throw new Wrong('must be an IANA time zone such as Asia/Ho_Chi_Minh');
  return text;
};

const origins: Reader<string[]> = (text) =>
  text.split(',').map((part) => {
    const origin = part.trim();
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      throw new Wrong(`holds ${JSON.stringify(origin)}, which is not an origin such as https://school.example`);
    return origin;
  });

/**
 * The settings in `environment`. An empty variable counts as absent.
 * @throws InvalidConfig naming every variable that is missing or wrong
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const problems: string[] = [];
  const optional = <T>(name: string, reader: Reader<T>, fallback: T): T => {
    const text = environment[name]?.trim();
    if (!text) return fallback;
    try {
      return reader(text);
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      problems.push(`${name} ${error.message}.`);
      return fallback;
    }
  };
  const required = <T>(name: string, reader: Reader<T>): T | undefined => {
    if (!environment[name]?.trim()) problems.push(`${name} is missing.`);
    return optional<T | undefined>(name, reader, undefined);
  };

  const config = Object.assign(new Config(), {
    port: optional('PORT', port, 3000),
    host: optional('HOST', matching(/^[\w.:-]+$/, 'a host name or address'), '0.0.0.0'),
    region: required('AWS_REGION', matching(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as ap-southeast-1')),
    tablePrefix: optional('TABLE_PREFIX', matching(/^[\w.-]{1,100}$/, 'letters, digits, ".", "_" and "-"'), 'student-management'),
    userPoolId: required('COGNITO_USER_POOL_ID', matching(/^[\w-]+_[0-9a-zA-Z]+$/, 'a user pool id such as us-east-1_AbCdEf123')),
    userPoolClientId: required('COGNITO_CLIENT_ID', matching(/^\w{1,128}$/, 'the id of an app client')),
    userPoolEndpoint: optional<string | undefined>('AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER', url, undefined),
    mediaBucket: required('MEDIA_BUCKET', matching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket')),
    cursorKey: required('CURSOR_KEY', key),
    timeZone: optional('SCHOOL_TIME_ZONE', timeZone, 'UTC'),
    corsOrigins: optional('CORS_ORIGINS', origins, []),
    requestTimeLimit: optional('REQUEST_TIME_LIMIT_MS', milliseconds, REQUEST_TIME_LIMIT),
    importRate: optional('IMPORT_RATE', rate, 12),
    rateLimitPerMinute: optional('RATE_LIMIT_PER_MINUTE', count(1_000_000), 300),
    rateLimitPerAddress: optional('RATE_LIMIT_PER_ADDRESS', count(100_000_000), 20_000),
    trustProxy: optional('TRUST_PROXY', count(10), 0),
    logLevel: optional<LogLevel>('LOG_LEVEL', oneOf(...LOG_LEVELS), 'info'),
    logFormat: optional<'json' | 'text'>('LOG_FORMAT', oneOf('json', 'text'), process.stdout.isTTY ? 'text' : 'json'),
    commit: optional('COMMIT', matching(/^[0-9a-f]{7,40}$/, 'a git commit'), 'unknown'),
    version: packageVersion(),
  });
  if (problems.length > 0) throw new InvalidConfig(problems);
  return config;
}

/** The version in `package.json`, looked for where the app was started. */
function packageVersion(): string {
  try {
    return (JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8')) as { version: string }).version;
  } catch {
    return 'unknown';
  }
}
