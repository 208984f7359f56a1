import { type CloudFormationClient, DescribeStackEventsCommand, type StackEvent } from '@aws-sdk/client-cloudformation';

const MAX_PAGES = 5;
const MAX_REASONS = 3;

/** What to do about reasons that CloudFormation states in its own words. The first match counts. */
const ADVICE: readonly (readonly [reason: RegExp, advice: string])[] = [
  [
    /account must be verified/i,
    'AWS has not verified this account for CloudFront yet. Open a case in AWS Support (the type Account and billing) with this message. When AWS has confirmed it, run the same command again.',
  ],
  [
    /already exists/i,
    'A resource with this name is left from an earlier stage, or belongs to another one. To use the data of a removed stage again: npm run adopt. See docs/guides/operations.md.',
  ],
  [
    /not authorized to perform|AccessDenied/,
    'The credentials lack a permission. If they are of the deploy role, deploy infra/bootstrap.yml again, because it grows with the templates.',
  ],
  [
    /email address (is )?not verified/i,
    'Verify the identity in SES, in the region that sesIdentityArn names, and leave the sandbox of SES.',
  ],
];

/** The events of a stack since its last operation began, newest first. @param since none that are older */
async function readEvents(client: CloudFormationClient, StackName: string, since: Date): Promise<StackEvent[]> {
  const events: StackEvent[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await client.send(new DescribeStackEventsCommand({ StackName, NextToken }));
    for (const event of answer.StackEvents ?? []) {
      if (event.Timestamp! < since) return events;
      events.push(event);
      if (isBeginning(event)) return events;
    }
    NextToken = answer.NextToken;
    if (!NextToken) break;
  }
  return events;
}

/** Whether an event is the beginning of an operation on the whole stack, and not of its rollback. */
function isBeginning({ PhysicalResourceId, StackId, ResourceStatus }: StackEvent): boolean {
  return PhysicalResourceId === StackId && /^(CREATE|UPDATE|DELETE|IMPORT)_IN_PROGRESS$/.test(ResourceStatus!);
}

/**
 * Says what failed in the last operation of a stack and what to do about it. Empty if nothing did.
 * @param stack its name, or its id if it is deleted
 * @param since leaves out what failed before, because a command can fail before it changes the stack
 */
export async function explainFailure(client: CloudFormationClient, stack: string, since = new Date(0)): Promise<string> {
  const failed = (await readEvents(client, stack, since))
    .filter(
      ({ ResourceStatus, ResourceStatusReason = '' }) => ResourceStatus!.endsWith('_FAILED') && !/cancelled/i.test(ResourceStatusReason),
    )
    .reverse();
  const reasons = failed.map(
    ({ LogicalResourceId, ResourceStatusReason }) => `  ${LogicalResourceId}: ${ResourceStatusReason ?? 'no reason'}`,
  );
  const advice = ADVICE.filter(([reason]) => failed.some(({ ResourceStatusReason = '' }) => reason.test(ResourceStatusReason)));
  return [...reasons.slice(0, MAX_REASONS), ...advice.slice(0, 1).map(([, text]) => text)].map((line) => `\n${line}`).join('');
}

/** The DNS record by which Certificate Manager sees who owns a domain. */
export interface ValidationRecord {
  readonly name: string;
  readonly value: string;
}

/** Finds the validation records that certificates of a stack wait for. */
export async function findValidationRecords(client: CloudFormationClient, stack: string, since = new Date(0)): Promise<ValidationRecord[]> {
  const events = await readEvents(client, stack, since);
  const issued = new Set(
    events.filter(({ ResourceStatus }) => ResourceStatus!.endsWith('_COMPLETE')).map(({ LogicalResourceId }) => LogicalResourceId),
  );
  return events.flatMap(({ LogicalResourceId, ResourceType, ResourceStatusReason = '' }) => {
    if (ResourceType !== 'AWS::CertificateManager::Certificate' || issued.has(LogicalResourceId)) return [];
    const [, name, value] = /Content of DNS Record is: \{Name: ([^,]+),\s*Type: CNAME,\s*Value: ([^}]+)\}/.exec(ResourceStatusReason) ?? [];
    return name && value ? [{ name, value }] : [];
  });
}
