import {
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  DeleteStackCommand,
  GetTemplateCommand,
  paginateListStackResources,
  RollbackStackCommand,
  type Stack,
  type StackResourceSummary,
  type StackStatus,
} from '@aws-sdk/client-cloudformation';
import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from '../failure.js';
import { findStack, stackName } from './account.js';
import type { Target } from './options.js';
import { explainFailure, findValidationRecords } from './stack-failures.js';
import { type StackCommand, type Step, stepOf } from './stack-steps.js';

const FIRST_PAUSE_MS = 250;
const MAX_PAUSE_MS = 5_000;
/** The time for which CloudFormation may still show the state before a step. */
const MAX_DELAY_MS = 30_000;
/** A certificate waits until its record is in the DNS. */
const MAX_WAIT_MS = 3_600_000;
/** A change set of a new stack is executed within seconds. After this time its deployment counts as ended. */
const MAX_REVIEW_MS = 300_000;

/** What a step does, for the operator. */
const ANNOUNCED: Readonly<Record<Exclude<Step, 'ready' | 'wait' | 'stop'>, string>> = {
  delete: 'Deleting what is left of it. It was never in use.',
  'roll back': 'Rolling back to the last version that worked.',
  'continue rollback': 'Continuing the rollback to the last version that worked.',
};

const TO_DO: Partial<Record<StackStatus, string>> = {
  DELETE_FAILED: 'its removal failed. Finish that first: npm run remove',
  IMPORT_ROLLBACK_FAILED: 'CloudFormation could not undo an import. See its events there, and repair it by hand.',
};

/** A stack in CloudFormation, with what the commands for a stage and for its edge do to it. */
export class CloudFormationStack {
  private readonly printed = new Set<string>();

  constructor(
    readonly name: string,
    readonly region: string,
    readonly client = new CloudFormationClient({ region }),
    private readonly firstPauseMs = FIRST_PAUSE_MS,
  ) {}

  find(): Promise<Stack | undefined> {
    return findStack(this.region, this.name, this.client);
  }

  /**
   * Brings a stack into a state in which a command can do its work, whatever an earlier run left. Waits for what runs.
   * @param beforeDelete runs before what a failed creation left is deleted
   * @returns the stack, or undefined if there is none
   * @throws Failure if a person must decide, or if a step did not help
   */
  async settle(command: StackCommand, beforeDelete?: () => Promise<void>): Promise<Stack | undefined> {
    const tried = new Set<StackStatus>();
    let last: { status: StackStatus; until: number } | undefined;
    const end = Date.now() + MAX_WAIT_MS;
    for (let looks = 0; ; looks += 1) {
      const stack = await this.find();
      const step = stack ? nextStep(command, stack) : 'ready';
      if (step === 'ready') return stack;
      const status = stack!.StackStatus!;
      if (last && status !== last.status) last = undefined;
      if (step === 'stop') throw new Failure(`${this.name} in ${this.region} is in the state ${status}: ${TO_DO[status]}`);
      if (step === 'wait') {
        if (Date.now() > end) throw new Failure(`${this.name} is still in the state ${status}. Run the same command again to wait longer.`);
        this.print(`${this.name} is in the state ${status}. Waiting until that ends.`);
        await this.showValidationRecords(stack!.StackId);
      } else if (!last || Date.now() > last.until) {
        if (tried.has(status))
          throw new Failure(`${this.name} stays in the state ${status}.${await explainFailure(this.client, stack!.StackId!)}`);
        tried.add(status);
        this.print(`${this.name} is in the state ${status}, in which an earlier run left it. ${ANNOUNCED[step]}`);
        if (step === 'delete') await beforeDelete?.();
        await this.take(step);
        last = { status, until: Date.now() + MAX_DELAY_MS };
      }
      await this.pause(looks);
    }
  }

  /** Deletes the stack, if it exists, and waits until it is gone. @throws Failure with the reasons if something stays */
  async delete(): Promise<void> {
    const before = await this.find();
    if (!before) return;
    await this.take('delete');
    await this.waitFor('DELETE_COMPLETE', before.StackStatus);
  }

  /**
   * Waits for an operation that has begun, and shows the validation records of certificates meanwhile.
   * @param expected the state that means success
   * @param before the state before the operation, which CloudFormation may show for a while
   * @throws Failure with the reasons if the operation failed
   */
  async waitFor(expected: StackStatus, before?: StackStatus): Promise<void> {
    const begun = Date.now();
    let [id, stale]: [string | undefined, StackStatus | undefined] = [undefined, before];
    for (let looks = 0; Date.now() < begun + MAX_WAIT_MS; looks += 1) {
      await this.pause(looks);
      const stack = await this.find();
      const status = stack?.StackStatus ?? 'DELETE_COMPLETE';
      if (status === expected) return;
      id = stack?.StackId ?? id;
      if (status !== stale) stale = undefined;
      if (!status.endsWith('_IN_PROGRESS') && !(stale && Date.now() < begun + MAX_DELAY_MS)) {
        const reasons = id ? await explainFailure(this.client, id) : '';
        throw new Failure(`${this.name} in ${this.region} failed: its state is ${status}. Run the same command again.${reasons}`);
      }
      if (id) await this.showValidationRecords(id);
    }
    throw new Failure(`${this.name} in ${this.region} is not finished. Run the same command again to wait longer.`);
  }

  /** The resources of the stack that exist. One whose creation failed is not its own, even if it has the same name. */
  async listResources(): Promise<StackResourceSummary[]> {
    const resources: StackResourceSummary[] = [];
    for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client: this.client }, { StackName: this.name }))
      resources.push(
        ...StackResourceSummaries.filter(({ ResourceStatus }) => !/^CREATE_FAILED$|^DELETE_(COMPLETE|SKIPPED)$/.test(ResourceStatus!)),
      );
    return resources;
  }

  /** The resources that the deployed template keeps when the stack is deleted. The template of this checkout may say something else. */
  async findRetained(): Promise<Set<string>> {
    const { TemplateBody } = await this.client.send(new GetTemplateCommand({ StackName: this.name }));
    const { Resources = {} } = JSON.parse(TemplateBody!) as { Resources?: Record<string, { DeletionPolicy?: string }> };
    const retained = Object.entries(Resources).filter(([, { DeletionPolicy }]) => DeletionPolicy?.startsWith('Retain'));
    return new Set(retained.map(([id]) => id));
  }

  /** Prints the DNS records that certificates of the stack wait for, each once. @param id the id of the stack, which stays valid when the stack is gone */
  async showValidationRecords(id = this.name, since?: Date): Promise<void> {
    for (const { name, value } of await findValidationRecords(this.client, id, since))
      this.print(`A certificate waits until the DNS of your domain has this record:\n  ${name} CNAME ${value}`);
  }

  private async take(step: Exclude<Step, 'ready' | 'wait' | 'stop'>): Promise<void> {
    const StackName = this.name;
    switch (step) {
      case 'delete':
        return void (await this.client.send(new DeleteStackCommand({ StackName })));
      case 'roll back':
        // Otherwise new tables would stay and block the next deployment.
        return void (await this.client.send(new RollbackStackCommand({ StackName, RetainExceptOnCreate: true })));
      case 'continue rollback':
        return void (await this.client.send(new ContinueUpdateRollbackCommand({ StackName })));
    }
  }

  /** Short at first, for what ends at once. */
  private pause(looks: number): Promise<void> {
    return wait(Math.min(this.firstPauseMs * 2 ** Math.min(looks, 10), MAX_PAUSE_MS));
  }

  private print(text: string): void {
    if (this.printed.has(text)) return;
    this.printed.add(text);
    process.stdout.write(`${text}\n`);
  }
}

/** The stack with everything of a stage, except what exists only in us-east-1. */
export function mainStack(target: Target): CloudFormationStack {
  return new CloudFormationStack(stackName(target), target.region);
}

function nextStep(command: StackCommand, { StackStatus, CreationTime }: Stack): Step {
  // Another deployment may be about to execute the change set.
  if (StackStatus === 'REVIEW_IN_PROGRESS' && Date.now() - CreationTime!.getTime() < MAX_REVIEW_MS) return 'wait';
  return stepOf(command, StackStatus!);
}
