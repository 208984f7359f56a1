import { WRITE_ATTRIBUTES } from '../../local/cognito/attributes.js';
import { PASSWORD_POLICY } from '../../local/cognito/password.js';
import { STAGING_PREFIX } from '../../src/adapters/storage/upload.js';
import { ROLES, toGroup } from '../../src/auth/actor.js';
import { readConfig } from '../../src/config/config.js';
import { createTableInput, type TableDefinition, type TableName, TABLES } from '../../src/persistence/dynamodb/schema/tables.js';
import { isAllowed, type Statement } from './iam.js';
import type { Packaged } from './packaged.js';

export function storageTests({ stack }: { stack: () => Packaged['stack'] }): void {
  const isProd = () => stack().stage === 'prod';
  const name = () => `student-management-${stack().stage}`;

  it('has the tables of the schema, with backups and expiry', () => {
    const tables = stack().ofType('AWS::DynamoDB::Table');
    const made = tables.map(([, { Properties }]) => Properties).sort((a, b) => (a.TableName < b.TableName ? -1 : 1));
    const defined = (Object.keys(TABLES) as TableName[]).sort().map((table) => {
      const { expiresAt }: TableDefinition = TABLES[table];
      return {
        ...createTableInput(name(), table),
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: isProd(),
        ...(expiresAt && { TimeToLiveSpecification: { AttributeName: expiresAt, Enabled: true } }),
      };
    });
    expect(made).toEqual(defined);
  });

  it('retains tables, users and files of prod when the stack is deleted', () => {
    const types = ['AWS::DynamoDB::Table', 'AWS::Cognito::UserPool', 'AWS::Cognito::UserPoolClient', 'AWS::Cognito::UserPoolGroup'];
    const kept = [...types.flatMap((type) => stack().ofType(type)), ['MediaBucket', stack().resources.MediaBucket!] as const];
    const policies = isProd() ? ['RetainExceptOnCreate', 'Retain'] : ['Delete', 'Delete'];
    expect(kept).toHaveLength(12);
    for (const [, { DeletionPolicy, UpdateReplacePolicy }] of kept) expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(policies);
    expect(stack().only('AWS::Cognito::UserPool').DeletionProtection).toBe(isProd() ? 'ACTIVE' : 'INACTIVE');
  });

  it('has private, encrypted buckets that require TLS', () => {
    const buckets = stack().ofType('AWS::S3::Bucket');
    const policies = stack().ofType('AWS::S3::BucketPolicy');
    for (const [id, { Properties }] of buckets) {
      expect(Object.values(Properties.PublicAccessBlockConfiguration as Record<string, boolean>)).toEqual([true, true, true, true]);
      expect(Properties.BucketEncryption.ServerSideEncryptionConfiguration).toEqual([
        { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
      ]);
      const { Statement } = policies.find(([, policy]) => policy.Properties.Bucket === `@${id}`)![1].Properties.PolicyDocument;
      const tls = Statement.find(({ Condition }: any) => Condition?.Bool?.['aws:SecureTransport'] !== undefined);
      expect(tls).toMatchObject({ Effect: 'Deny', Principal: '*', Action: 's3:*' });
      expect(String(tls.Condition.Bool['aws:SecureTransport'])).toBe('false');
      expect(tls.Resource).toHaveLength(2);
      const allowed = Statement.filter(({ Effect }: any) => Effect === 'Allow');
      expect(allowed.map(({ Principal }: any) => Principal)).toEqual(id === 'SiteBucket' ? [{ Service: 'cloudfront.amazonaws.com' }] : []);
      for (const { Condition } of allowed) expect(Condition.StringEquals['AWS:SourceArn']).toMatch(/:distribution\/@Distribution$/);
    }
  });

  it('lets browsers upload and download files from the site and the CORS origins', () => {
    const origins = (CorsOrigins: string) =>
      stack().with({ CorsOrigins }).resources.MediaBucket!.Properties.CorsConfiguration.CorsRules[0].AllowedOrigins;
    expect(origins('')).toEqual(['https://@Distribution.DomainName']);
    expect(origins('https://a.example,https://b.example')).toEqual([
      'https://@Distribution.DomainName',
      'https://a.example',
      'https://b.example',
    ]);
    expect(stack().resources.MediaBucket!.Properties).toMatchObject({
      BucketName: `${name()}-media-123456789012-${stack().region}`,
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: [
          { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
          { NoncurrentVersionExpiration: {} },
          { Status: 'Enabled', Prefix: STAGING_PREFIX, ExpirationInDays: 1, NoncurrentVersionExpiration: { NoncurrentDays: 1 } },
        ],
      },
    });
  });

  it('lets forms write only staged uploads', () => {
    const { Statement } = stack().resources.MediaBucketPolicy!.Properties.PolicyDocument;
    expect(Statement.filter(({ Sid }: any) => Sid !== 'TlsOnly')).toEqual([
      {
        Sid: 'FormsWriteStagedUploadsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        NotResource: `@MediaBucket.Arn/${STAGING_PREFIX}*`,
        Condition: { StringEquals: { 's3:authType': 'POST' } },
      },
    ]);
  });

  it('keeps the digests of the audit log of prod for years, as they were first written', () => {
    const { AuditBucket, AuditBucketPolicy, AuditKey } = stack().resources;
    if (!isProd()) return expect([AuditBucket, AuditBucketPolicy, AuditKey]).toEqual([undefined, undefined, undefined]);
    for (const { DeletionPolicy, UpdateReplacePolicy } of [AuditBucket!, AuditKey!])
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['RetainExceptOnCreate', 'Retain']);
    const { LifecycleConfiguration, ...bucket } = AuditBucket!.Properties;
    expect(bucket).toMatchObject({
      BucketName: `${name()}-audit-123456789012-${stack().region}`,
      VersioningConfiguration: { Status: 'Enabled' },
      ObjectLockEnabled: true,
      ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Years: 5 } } },
    });
    expect(LifecycleConfiguration).toBeUndefined();
    const { Statement } = AuditBucketPolicy!.Properties.PolicyDocument;
    const denies = (action: string, context: Record<string, string> = {}) =>
      !isAllowed([{ Effect: 'Allow', Action: '*' }, ...Statement.filter(({ Sid }: any) => Sid !== 'TlsOnly')] as Statement[], {
        action,
        resource: '@AuditBucket.Arn/audit-digests/2026-11-02/0001.json',
        context,
      });
    expect(
      ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention', 's3:PutObject'].filter((it) => !denies(it)),
    ).toEqual([]);
    expect([denies('s3:PutObject', { 's3:if-none-match': '*' }), denies('s3:GetObjectVersion')]).toEqual([false, false]);
  });

  it('has a user pool like the local one', () => {
    const pool = stack().only('AWS::Cognito::UserPool');
    expect(pool).toMatchObject({
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      AutoVerifiedAttributes: ['email'],
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      Policies: { PasswordPolicy: PASSWORD_POLICY },
      MfaConfiguration: 'OPTIONAL',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      UserPoolTier: 'LITE',
      Schema: [{ Name: 'code', Mutable: true }],
    });
    // A required attribute would make the client below invalid, because it may not write that attribute.
    expect(JSON.stringify(pool.Schema)).not.toContain('Required');
    const groups = stack().ofType('AWS::Cognito::UserPoolGroup');
    expect(groups.map(([, { Properties }]) => Properties.GroupName as string).sort()).toEqual(ROLES.map(toGroup).sort());
  });

  it('has a client without a secret, for SRP and the code flow', () => {
    expect(stack().only('AWS::Cognito::UserPoolClient')).toMatchObject({
      ClientName: 'student-management-app',
      GenerateSecret: false,
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
      AccessTokenValidity: 15,
      RefreshTokenValidity: 30,
      TokenValidityUnits: { AccessToken: 'minutes', RefreshToken: 'days' },
      WriteAttributes: WRITE_ATTRIBUTES,
      AllowedOAuthFlows: ['code'],
      CallbackURLs: expect.arrayContaining(['https://@Distribution.DomainName']),
    });
  });

  it('requires SES for mail in staging and prod', () => {
    const identity = { SesIdentityArn: 'arn:aws:ses:us-east-1:123456789012:identity/school.example' };
    const edge = { WebAclArn: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/1' };
    const message = expect.stringContaining('sesIdentityArn');
    expect(stack().with(edge).ruleViolations).toEqual(stack().stage === 'dev' ? [] : [message]);
    expect(stack().with({ ...edge, ...identity }).ruleViolations).toEqual([]);
    const { EmailConfiguration } = stack().with(identity).only('AWS::Cognito::UserPool');
    expect(EmailConfiguration).toEqual(
      stack().stage === 'dev'
        ? { EmailSendingAccount: 'COGNITO_DEFAULT' }
        : { EmailSendingAccount: 'DEVELOPER', SourceArn: identity.SesIdentityArn },
    );
  });

  it('generates secrets and passes only their ARNs', () => {
    const secrets = stack().ofType('AWS::SecretsManager::Secret');
    for (const [, { Properties }] of secrets) {
      expect(Properties).not.toHaveProperty('SecretString');
      expect(Properties.GenerateSecretString).toMatchObject({ ExcludePunctuation: true });
    }
    const { Variables } = stack().only('AWS::Lambda::Function').Environment;
    const secret = Object.entries(Variables as Record<string, string>).filter(([variable]) => /SECRET|KEY|PASSWORD|TOKEN/.test(variable));
    expect(Object.fromEntries(secret)).toEqual({
      CURSOR_KEY_SECRET: '@CursorKey',
      AUDIT_KEY_SECRET: isProd() ? '@AuditKey' : '',
      ORIGIN_SECRET_A: '@OriginSecretA',
      ORIGIN_SECRET_B: '@OriginSecretB',
    });
  });

  it('gives the app the mail settings of the stage, which are empty by default', () => {
    const { Variables } = stack().only('AWS::Lambda::Function').Environment;
    expect(Variables).toMatchObject({ MAIL_FROM: '', SES_IDENTITY_ARN: '', MAIL_CONTACT: '' });
  });

  it('gives the app a valid configuration', () => {
    const { FunctionName, Environment } = stack().only('AWS::Lambda::Function');
    const arn = (secret: string) => `arn:aws:secretsmanager:${stack().region}:123456789012:secret:${secret}`;
    const ids: Record<string, string> = { '@UserPool': `${stack().region}_AbCdEf123`, '@UserPoolClient': '3lrbbqqhokn9ao0pt17b2i54y' };
    const variables = Object.entries(Environment.Variables as Record<string, string>).map(([variable, value]) => [
      variable,
      value.startsWith('@') ? (ids[value] ?? arn(value.slice(1))) : value,
    ]);
    const config = readConfig({ ...Object.fromEntries(variables), AWS_REGION: stack().region, AWS_LAMBDA_FUNCTION_NAME: FunctionName });
    expect(config).toMatchObject({
      tablePrefix: name(),
      mediaBucket: stack().resources.MediaBucket!.Properties.BucketName,
      cursorKeySecret: arn('CursorKey'),
      auditDigests: isProd() ? { bucket: stack().resources.AuditBucket!.Properties.BucketName, keySecret: arn('AuditKey') } : undefined,
      originSecrets: [arn('OriginSecretA'), arn('OriginSecretB')],
      logFormat: 'json',
      commit: '0123abc',
      staffMfa: stack().stage === 'prod' ? 'required' : 'optional',
      showRanks: false,
      minimumWeight: 50,
    });
  });

  it.each(['CursorKey', 'AuditKey'])('generates a valid key: %s', (id) => {
    const { PasswordLength } = (stack().resources[id] ?? stack().resources.CursorKey!).Properties.GenerateSecretString;
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    const CURSOR_KEY = Array.from({ length: PasswordLength as number }, () => letters[Math.floor(Math.random() * letters.length)]).join('');
    const needed = { AWS_REGION: 'us-east-1', COGNITO_USER_POOL_ID: 'us-east-1_a', COGNITO_CLIENT_ID: 'a', MEDIA_BUCKET: 'media' };
    expect(readConfig({ ...needed, CURSOR_KEY }).cursorKey).toHaveLength(32);
  });
}
