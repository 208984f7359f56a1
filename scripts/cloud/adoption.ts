import {
  CreateChangeSetCommand,
  ExecuteChangeSetCommand,
  type ResourceToImport,
  waitUntilChangeSetCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { Failure } from '../failure.js';
import type { CloudFormationStack } from './cloudformation-stack.js';

type Properties = Readonly<Record<string, unknown>>;

/** A packaged template. */
export interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly DeletionPolicy?: string; readonly Properties: Properties }>
  >;
}

/** What a removed stage has kept, as far as its names do not say it. */
export interface Kept {
  readonly account: string;
  readonly region: string;
  readonly userPoolId: string;
  readonly clientId: string;
  /** The ARN of the key of the digests of the audit log. Absent if the stage had none. */
  readonly auditKey?: string;
}

const CHANGE_SET = 'adopt';
const MAX_WAIT_S = 600;
/** They exist only in a stage with digests of the audit log. */
const OF_DIGESTS = ['AuditBucket', 'AuditKey'];
/** What identifies a resource of each type. */
const IDENTIFIERS: Readonly<Record<string, (properties: Properties, kept: Kept) => Record<string, string>>> = {
  'AWS::DynamoDB::Table': ({ TableName }) => ({ TableName: TableName as string }),
  'AWS::Cognito::UserPool': (_properties, { userPoolId }) => ({ UserPoolId: userPoolId }),
  'AWS::Cognito::UserPoolClient': (_properties, { userPoolId, clientId }) => ({ UserPoolId: userPoolId, ClientId: clientId }),
  'AWS::Cognito::UserPoolGroup': ({ GroupName }, { userPoolId }) => ({ UserPoolId: userPoolId, GroupName: GroupName as string }),
  'AWS::S3::Bucket': ({ BucketName }, { account, region }) => {
    const { 'Fn::Sub': name } = BucketName as { 'Fn::Sub': string };
    return { BucketName: name.replace('${AWS::AccountId}', account).replace('${AWS::Region}', region) };
  },
  'AWS::SecretsManager::Secret': (_properties, { auditKey }) => ({ Id: auditKey! }),
};

/**
 * Makes a template of only the resources that a removed stage keeps, without the properties that refer to anything else. An import changes no resource:
 * the next deployment sets those properties.
 */
export function importOf({ Resources }: Template, kept: Kept): { template: Pick<Template, 'Resources'>; resources: ResourceToImport[] } {
  const found = Object.entries(Resources).filter(
    ([id, { DeletionPolicy = 'Delete' }]) => DeletionPolicy !== 'Delete' && (kept.auditKey !== undefined || !OF_DIGESTS.includes(id)),
  );
  const ids = new Set(found.map(([id]) => id));
  const imported = found.map(([id, resource]) => {
    const properties = Object.entries(resource.Properties).filter(([, value]) => refersOnlyTo(ids, value));
    return [id, { ...resource, Properties: Object.fromEntries(properties) }] as const;
  });
  return {
    template: { Resources: Object.fromEntries(imported) },
    resources: imported.map(([LogicalResourceId, { Type, Properties }]) => {
      const toIdentifier = IDENTIFIERS[Type];
      if (!toIdentifier) throw new Error(`scripts/cloud/adoption.ts does not know what identifies a ${Type}.`);
      return { LogicalResourceId, ResourceType: Type, ResourceIdentifier: toIdentifier(Properties, kept) };
    }),
  };
}

/** Makes a new stack of what a removed one has kept. @throws Failure with the reason of CloudFormation */
export async function adopt(
  stack: CloudFormationStack,
  { template, resources }: ReturnType<typeof importOf>,
  stage: string,
): Promise<void> {
  // An earlier run may have ended before it executed its change set.
  if (await stack.settle('deploy')) throw new Failure(`${stack.name} exists in ${stack.region}. Only a removed stage can be adopted.`);
  const names = { StackName: stack.name, ChangeSetName: CHANGE_SET };
  await stack.client.send(
    new CreateChangeSetCommand({
      ...names,
      ChangeSetType: 'IMPORT',
      TemplateBody: JSON.stringify(template),
      ResourcesToImport: resources,
      Tags: Object.entries({ project: 'student-management', stage }).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  await waitUntilChangeSetCreateComplete({ client: stack.client, maxWaitTime: MAX_WAIT_S }, names).catch((error: unknown) => {
    throw new Failure(`CloudFormation cannot import what ${stack.name} has kept. Check the ids that you gave. ${(error as Error).message}`);
  });
  await stack.client.send(new ExecuteChangeSetCommand(names));
  await stack.waitFor('IMPORT_COMPLETE');
}

function refersOnlyTo(ids: ReadonlySet<string>, part: unknown): boolean {
  if (Array.isArray(part)) return part.every((each) => refersOnlyTo(ids, each));
  if (typeof part !== 'object' || part === null) return true;
  return Object.entries(part).every(([name, of]) => {
    if (name === 'Ref') return ids.has(of as string);
    if (name === 'Fn::Sub')
      return typeof of === 'string' && [...of.matchAll(/\$\{([^}]+)\}/g)].every(([, target]) => target!.startsWith('AWS::'));
    return !name.startsWith('Fn::') && refersOnlyTo(ids, of);
  });
}
