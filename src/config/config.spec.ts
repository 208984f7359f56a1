import { InvalidConfig, readConfig } from './config.js';

const GOOD = {
  AWS_REGION: 'ap-southeast-1',
  COGNITO_USER_POOL_ID: 'ap-southeast-1_AbCdEf123',
  COGNITO_CLIENT_ID: '3lrbbqqhokn9ao0pt17b2i54y',
  MEDIA_BUCKET: 'school-media',
  CURSOR_KEY: Buffer.alloc(32, 7).toString('base64'),
};

const problemsOf = (environment: Record<string, string>): string[] => {
  try {
    readConfig(environment);
  } catch (error) {
    return (error as InvalidConfig).problems;
  }
  return [];
};

describe('readConfig', () => {
  it('reads required variables, and has defaults for the others', () => {
    const config = readConfig(GOOD);
    expect(config).toMatchObject({
      port: 3000,
      region: 'ap-southeast-1',
      databaseEngine: 'dynamodb',
      tablePrefix: 'student-management',
      timeZone: 'UTC',
      locale: 'en',
      corsOrigins: [],
      staffMfa: 'optional',
      showRanks: false,
      minimumWeight: 50,
      rateLimitPerMinute: 300,
      rateLimitPerAddress: 50_000,
      requestsAtOnce: 100,
      trustProxy: 0,
      logLevel: 'info',
    });
    expect(config.issuer).toBe('https://cognito-idp.ap-southeast-1.amazonaws.com/ap-southeast-1_AbCdEf123');
  });

  it('knows the issuer of a pool that is not on AWS', () => {
    expect(readConfig({ ...GOOD, AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: 'http://127.0.0.1:3002/' }).issuer).toBe(
      'http://127.0.0.1:3002/ap-southeast-1_AbCdEf123',
    );
  });

  it.each(['office@school.example', 'School of Law <office@school.example>', 'Trường <van-phong@school.example>'])(
    'takes the sender %s',
    (mailFrom) => expect(readConfig({ ...GOOD, MAIL_FROM: mailFrom })).toMatchObject({ mailFrom }),
  );

  it('takes the region of mail from the identity in SES, and its address as the sender if there is no other', () => {
    const mailOf = (name: string, MAIL_FROM = '') => {
      const identity = `arn:aws:ses:eu-west-1:123456789012:identity/${name}`;
      const { mailFrom, mailRegion } = readConfig({ ...GOOD, SES_IDENTITY_ARN: identity, MAIL_FROM });
      return [mailFrom, mailRegion];
    };
    expect(mailOf('office@school.example')).toEqual(['office@school.example', 'eu-west-1']);
    expect(mailOf('school.example')).toEqual([undefined, 'eu-west-1']);
    expect(mailOf('school.example', 'School <a@school.example>')).toEqual(['School <a@school.example>', 'eu-west-1']);
    expect(readConfig(GOOD).mailFrom).toBeUndefined();
  });

  it('names every wrong variable', () => {
    const problems = problemsOf({
      PORT: '70000',
      DATABASE_ENGINE: 'paper',
      TABLE_PREFIX: 'a b',
      COGNITO_USER_POOL_ID: 'nonsense',
      MEDIA_BUCKET: 'https://media',
      CURSOR_KEY: 'c2hvcnQ=',
      SCHOOL_TIME_ZONE: 'Mars/Olympus',
      SCHOOL_LOCALE: 'Klingon',
      CORS_ORIGINS: 'https://school.example, school.example/path',
      LOG_LEVEL: 'loud',
      REQUEST_TIME_LIMIT_MS: '0',
      STAFF_MFA: 'on',
      SHOW_RANKS: 'yes',
      MINIMUM_WEIGHT: '0',
      RATE_LIMIT_PER_MINUTE: '-1',
      RATE_LIMIT_PER_ADDRESS: 'many',
      REQUESTS_AT_ONCE: 'all',
      TRUST_PROXY: '11',
      MAIL_FROM: 'School office',
      SES_IDENTITY_ARN: 'school.example',
      MAIL_CONTACT: 'Office\nBcc: a@b.example',
      SECURITY_CONTACT: 'the office',
    });
    const named = problems.map((problem) => problem.split(' ')[0]);
    expect(named.sort()).toEqual(
      [
        'AWS_REGION',
        'COGNITO_CLIENT_ID',
        'COGNITO_USER_POOL_ID',
        'CORS_ORIGINS',
        'CURSOR_KEY',
        'DATABASE_ENGINE',
        'LOG_LEVEL',
        'MAIL_CONTACT',
        'MAIL_FROM',
        'MEDIA_BUCKET',
        'MINIMUM_WEIGHT',
        'PORT',
        'RATE_LIMIT_PER_ADDRESS',
        'RATE_LIMIT_PER_MINUTE',
        'REQUESTS_AT_ONCE',
        'REQUEST_TIME_LIMIT_MS',
        'SCHOOL_LOCALE',
        'SCHOOL_TIME_ZONE',
        'SECURITY_CONTACT',
        'SHOW_RANKS',
        'STAFF_MFA',
        'SES_IDENTITY_ARN',
        'TABLE_PREFIX',
        'TRUST_PROXY',
      ].sort(),
    );
  });

  it('accepts any port of an origin on the machine itself only', () => {
    const local = ['http://localhost:*', 'http://127.0.0.1:*', 'http://[::1]:*'];
    expect(readConfig({ ...GOOD, CORS_ORIGINS: local.join(',') }).corsOrigins).toEqual(local);
    for (const wrong of ['*', 'http://*', 'https://localhost:*', 'http://school.example:*', 'http://localhost.example:*'])
      expect(problemsOf({ ...GOOD, CORS_ORIGINS: wrong })).toHaveLength(1);
  });

  it('does not reveal an invalid key', () => {
    expect(problemsOf({ ...GOOD, CURSOR_KEY: 'a-secret-of-wrong-length' }).join()).not.toContain('a-secret');
  });

  const arn = (name: string) => `arn:aws:secretsmanager:us-east-1:123456789012:secret:${name}-AbCdEf`;
  const SECRETS = { CURSOR_KEY_SECRET: arn('cursor'), ORIGIN_SECRET_A: arn('a'), ORIGIN_SECRET_B: arn('b') };

  it('requires the ARNs of secrets in Lambda, and ignores a key in the environment', () => {
    const { CURSOR_KEY: _key, ...rest } = GOOD;
    expect(problemsOf({ ...GOOD, AWS_LAMBDA_FUNCTION_NAME: 'school' })).toEqual([
      'CURSOR_KEY_SECRET is missing.',
      'ORIGIN_SECRET_A is missing.',
      'ORIGIN_SECRET_B is missing.',
    ]);
    const config = readConfig({ ...rest, ...SECRETS, AWS_LAMBDA_FUNCTION_NAME: 'school' });
    expect(config).toMatchObject({ cursorKeySecret: arn('cursor'), originSecrets: [arn('a'), arn('b')] });
    expect(readConfig({ ...GOOD, ...SECRETS, AWS_LAMBDA_FUNCTION_NAME: 'school' }).cursorKey).toBeUndefined();
  });

  it('checks that the time zone exists, but in Lambda only its form', () => {
    const { CURSOR_KEY: _key, ...rest } = GOOD;
    const inLambda = { ...rest, ...SECRETS, AWS_LAMBDA_FUNCTION_NAME: 'school' };
    expect(problemsOf({ ...GOOD, SCHOOL_TIME_ZONE: 'Mars/Olympus' })).toHaveLength(1);
    expect(readConfig({ ...inLambda, SCHOOL_TIME_ZONE: 'America/Port-au-Prince' }).timeZone).toBe('America/Port-au-Prince');
    expect(problemsOf({ ...inLambda, SCHOOL_TIME_ZONE: 'half past eight' })).toHaveLength(1);
  });

  it('checks that the language has rules to sort by, but in Lambda only its form', () => {
    const { CURSOR_KEY: _key, ...rest } = GOOD;
    const inLambda = { ...rest, ...SECRETS, AWS_LAMBDA_FUNCTION_NAME: 'school' };
    for (const locale of ['vi', 'pt-BR', 'sr-Latn', 'de-u-co-phonebk']) {
      expect(readConfig({ ...GOOD, SCHOOL_LOCALE: locale }).locale).toBe(locale);
      expect(readConfig({ ...inLambda, SCHOOL_LOCALE: locale }).locale).toBe(locale);
    }
    for (const locale of ['tlh', 'Vietnamese', 'vi_VN', 'en,de']) expect(problemsOf({ ...GOOD, SCHOOL_LOCALE: locale })).toHaveLength(1);
    for (const locale of ['Vietnamese', 'vi_VN', 'en,de']) expect(problemsOf({ ...inLambda, SCHOOL_LOCALE: locale })).toHaveLength(1);
  });

  it('reads the names of columns that a school adds, and names what is wrong with them', () => {
    const namesOf = (people: object) => ({ ...GOOD, IMPORT_COLUMN_NAMES: JSON.stringify({ people }) });
    expect(readConfig(namesOf({ code: ['Kennziffer'] })).personColumnNames.code).toContain('Kennziffer');
    expect(readConfig({ ...GOOD, IMPORT_COLUMN_NAMES: '' }).personColumnNames.code).not.toContain('Kennziffer');
    expect(problemsOf(namesOf({ code: ['Nachname'] }))).toEqual([
      'IMPORT_COLUMN_NAMES has the name "Nachname" of code, which already means familyName.',
    ]);
  });

  it('does not require secrets on a plain server, but accepts them', () => {
    const { CURSOR_KEY: _key, ...rest } = GOOD;
    expect(readConfig(GOOD)).toMatchObject({ cursorKeySecret: undefined, originSecrets: undefined });
    expect(readConfig({ ...rest, ...SECRETS })).toMatchObject({ cursorKey: undefined, cursorKeySecret: arn('cursor') });
    expect(problemsOf({ ...GOOD, ORIGIN_SECRET_A: arn('a') })).toEqual([
      'ORIGIN_SECRET_A and ORIGIN_SECRET_B must both be set, or neither.',
    ]);
    expect(problemsOf({ ...GOOD, ORIGIN_SECRET_A: 'a-value', ORIGIN_SECRET_B: arn('b') })).toContain(
      'ORIGIN_SECRET_A must be the ARN of a secret.',
    );
  });

  it('treats an empty variable as absent', () => {
    expect(problemsOf({ ...GOOD, AWS_REGION: ' ' })).toEqual(['AWS_REGION is missing.']);
  });
});
