/** Parses one variable. @throws InvalidValue */
export type Parser<T> = (text: string) => T;

/** Its message says what the variable must be. */
export class InvalidValue extends Error {}

export const matching =
  (pattern: RegExp, what: string): Parser<string> =>
  (text) => {
    if (!pattern.test(text)) throw new InvalidValue(`must be ${what}`);
    return text;
  };

export const oneOf =
  <T extends string>(...allowed: readonly T[]): Parser<T> =>
  (text) => {
    if (!allowed.includes(text as T)) throw new InvalidValue(`must be one of ${allowed.join(', ')}`);
    return text as T;
  };

export const url: Parser<string> = (text) => {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw new InvalidValue('must be an http or https URL');
  return text.replace(/\/$/, '');
};

/** An e-mail address, as a `mailto:` URI, or an https URL. */
export const contactUri: Parser<string> = (text) => {
  if (/^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/.test(text)) return `mailto:${text}`;
  if (!/^https:\/\/\S+$/.test(text) || !URL.canParse(text)) throw new InvalidValue('must be an e-mail address or an https URL');
  return text;
};

export const integer =
  (min: number, max: number, what = 'a whole number'): Parser<number> =>
  (text) => {
    if (!/^\d+$/.test(text) || Number(text) < min || Number(text) > max) throw new InvalidValue(`must be ${what} from ${min} to ${max}`);
    return Number(text);
  };

/** A key of 32 bytes in base64. */
export const key: Parser<Buffer> = (text) => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 32) throw new InvalidValue('must be 32 random bytes in base64 (openssl rand -base64 32)');
  return bytes;
};

const TIME_ZONE = 'an IANA time zone such as Asia/Ho_Chi_Minh';

/** Checks only the form of a time zone. With an unknown zone, the first date fails. */
export const timeZoneName = matching(/^[A-Za-z]+([/_+-][A-Za-z0-9]+)*$/, TIME_ZONE);

export const timeZone: Parser<string> = (text) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return text;
  } catch {
    throw new InvalidValue(`must be ${TIME_ZONE}`);
  }
};

const LOCALE = 'a language tag such as en, de or vi';

/** Checks only the form of a language tag. An unknown language sorts by the rules of the process. */
export const localeName = matching(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/, LOCALE);

export const locale: Parser<string> = (text) => {
  if (!isLocale(text)) throw new InvalidValue(`must be ${LOCALE}`);
  return text;
};

/** Whether people can be sorted by the rules of this language. */
export function isLocale(text: string): boolean {
  try {
    return Intl.Collator.supportedLocalesOf(text).length === 1;
  } catch {
    return false;
  }
}

/** A page on the machine of a developer, on any port. */
const LOCAL_ORIGIN = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\]):\*$/;

export const origins: Parser<string[]> = (text) =>
  text.split(',').map((part) => {
    const origin = part.trim();
    if (LOCAL_ORIGIN.test(origin)) return origin;
    if (origin.includes('*') || !URL.canParse(origin) || new URL(origin).origin !== origin)
      throw new InvalidValue(`contains ${JSON.stringify(origin)}, which is not an origin such as https://school.example`);
    return origin;
  });

export const bucketName = matching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket');

/** The ARN of a secret in Secrets Manager. */
export const secretArn = matching(/^arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+$/, 'the ARN of a secret');
