import { importOf, type Kept } from '../../scripts/cloud/adoption.js';
import { ACCOUNT, dependencies } from './cloudformation.js';
import type { Packaged } from './packaged.js';

const AUDIT_KEY = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:audit-key-AbCdEf';

export function adoptionTests({ stack }: { stack: () => Packaged['stack'] }): void {
  const kept = (): Kept => ({
    account: ACCOUNT,
    region: stack().region,
    userPoolId: `${stack().region}_AbC`,
    clientId: 'abc123',
    auditKey: AUDIT_KEY,
  });

  it('can be made again of everything that the removal of prod keeps', () => {
    const { template, resources } = importOf(stack().template, kept());
    const name = `student-management-${stack().stage}`;
    if (stack().stage !== 'prod') return expect(resources).toEqual([]);
    expect(
      resources.map(({ ResourceType, ResourceIdentifier }) => [ResourceType, ...Object.values(ResourceIdentifier!)].join(' ')).sort(),
    ).toEqual(
      [
        ...['classes', 'ledger', 'notifications', 'scores', 'subjects', 'users'].map((table) => `AWS::DynamoDB::Table ${name}-${table}`),
        ...['admin', 'lecturer', 'student'].map((group) => `AWS::Cognito::UserPoolGroup ${kept().userPoolId} ${group}`),
        `AWS::Cognito::UserPool ${kept().userPoolId}`,
        `AWS::Cognito::UserPoolClient ${kept().userPoolId} abc123`,
        `AWS::S3::Bucket ${name}-media-${ACCOUNT}-${stack().region}`,
        `AWS::S3::Bucket ${name}-audit-${ACCOUNT}-${stack().region}`,
        `AWS::SecretsManager::Secret ${AUDIT_KEY}`,
      ].sort(),
    );
    // CloudFormation limits a template in a request to 51,200 bytes, and imports only resources with such a policy.
    expect(JSON.stringify(template).length).toBeLessThan(51_200);
    expect(Object.values(template.Resources).map(({ DeletionPolicy }) => DeletionPolicy)).not.toContain(undefined);
  });

  it('can be made again without digests of the audit log, if the stage had none', () => {
    const { template } = importOf(stack().template, { ...kept(), auditKey: undefined });
    expect(Object.keys(template.Resources).filter((id) => id.startsWith('Audit'))).toEqual([]);
  });

  it('imports nothing that refers to what does not exist, and all that a later change would replace', () => {
    const { template } = importOf(stack().template, kept());
    const whole = { ...stack().template, Resources: template.Resources };
    const text = JSON.stringify(template);
    const references = [...text.matchAll(/"Ref":"([^"]+)"|"Fn::GetAtt":\["([^"]+)"/g)].map(([, ref, get]) => ref ?? get!);
    expect(references.filter((id) => !(id in template.Resources))).toEqual([]);
    expect(text).not.toContain('Fn::If');
    expect(dependencies(whole).size).toBe(Object.keys(template.Resources).length);
    for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
      const never = CREATE_ONLY[Type] ?? [];
      const expected = stack().template.Resources[id]!.Properties;
      expect([id, never.map((property) => Properties[property])]).toEqual([id, never.map((property) => expected[property])]);
    }
  });
}

/** The properties that CloudFormation cannot change without replacing the resource. */
const CREATE_ONLY: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['TableName', 'KeySchema'],
  'AWS::Cognito::UserPool': ['UsernameAttributes', 'UsernameConfiguration', 'Schema'],
  'AWS::Cognito::UserPoolClient': ['UserPoolId', 'GenerateSecret'],
  'AWS::Cognito::UserPoolGroup': ['UserPoolId', 'GroupName'],
  'AWS::S3::Bucket': ['BucketName'],
  // Another rule would generate another secret.
  'AWS::SecretsManager::Secret': ['Name', 'GenerateSecretString'],
};
