/** Parses one variable. @throws InvalidValue */
export type Parser<T> = (text: string) => T;

/** Its message says what the variable must be. */
export class InvalidValue extends Error {}

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

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

export const port: Parser<number> = (text) => {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidValue('must be a port from 0 to 65535');
  return Number(text);
};

export const milliseconds: Parser<number> = (text) => {
  if (!/^\d{1,6}$/.test(text) || Number(text) === 0) throw new InvalidValue('must be a whole number of milliseconds from 1 to 999999');
  return Number(text);
};

export const rate: Parser<number> = (text) => {
  if (!/^\d{1,4}$/.test(text) || Number(text) === 0) throw new InvalidValue('must be a whole number from 1 to 9999');
  return Number(text);
};

export const count =
  (max: number): Parser<number> =>
  (text) => {
    if (!/^\d{1,9}$/.test(text) || Number(text) > max) throw new InvalidValue(`must be a whole number from 0 to ${max}`);
    return Number(text);
  };

/** A key of 32 bytes. */
export const key: Parser<Buffer> = (text) => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 32) throw new InvalidValue('must be 32 random bytes in base64 (openssl rand -base64 32)');
  return bytes;
};

/** Anything that looks like a time zone. An unknown one fails with the first date. */
export const timeZoneName = matching(/^[A-Za-z]+([/_+-][A-Za-z0-9]+)*$/, 'an IANA time zone such as Asia/Ho_Chi_Minh');

export const timeZone: Parser<string> = (text) => {
  if (!isTimeZone(text)) throw new InvalidValue('must be an IANA time zone such as Asia/Ho_Chi_Minh');
  return text;
};

export const origins: Parser<string[]> = (text) =>
  text.split(',').map((part) => {
    const origin = part.trim();
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      throw new InvalidValue(`holds ${JSON.stringify(origin)}, which is not an origin such as https://school.example`);
    return origin;
  });

/** The ARN of a secret in Secrets Manager. */
export const secretArn = matching(/^arn:aws[\w-]*:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+$/, 'the ARN of a secret');
