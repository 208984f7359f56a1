import type { StackStatus } from '@aws-sdk/client-cloudformation';

/**
 * What has to happen to a stack before a command can do its own work:
 * - `ready`: nothing
 * - `wait`: until CloudFormation, or another deployment, has finished
 * - `delete`: remove what a creation left that never succeeded. It contains no data of users
 * - `roll back`: return to the last state that worked
 * - `stop`: a person must decide
 */
export type Step = 'ready' | 'wait' | 'delete' | 'roll back' | 'continue rollback' | 'stop';

/** A command that needs a stack. The stack of the edge has no data of users, so a deployment may finish its removal and create it again. */
export type StackCommand = 'deploy' | 'deploy edge' | 'remove';

/** Removal waits for what runs, because CloudFormation can delete a stack in any other state. */
const FINISHED = { deploy: 'ready', remove: 'ready' } as const;
const RUNNING = { deploy: 'wait', remove: 'wait' } as const;
const NEVER_CREATED = { deploy: 'delete', remove: 'ready' } as const;
const BETWEEN_VERSIONS = { deploy: 'roll back', remove: 'ready' } as const;

/** The next step of each command in each state of a stack. */
const STEPS: Readonly<Record<StackStatus, { readonly deploy: Step; readonly remove: Step }>> = {
  // Between the creation of a change set and its execution. If the deployment ended there, the stack stays so, and is empty.
  REVIEW_IN_PROGRESS: { deploy: 'delete', remove: 'ready' },
  CREATE_IN_PROGRESS: RUNNING,
  CREATE_COMPLETE: FINISHED,
  CREATE_FAILED: BETWEEN_VERSIONS,
  ROLLBACK_IN_PROGRESS: RUNNING,
  ROLLBACK_COMPLETE: NEVER_CREATED,
  ROLLBACK_FAILED: NEVER_CREATED,
  UPDATE_IN_PROGRESS: RUNNING,
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: RUNNING,
  UPDATE_COMPLETE: FINISHED,
  UPDATE_FAILED: BETWEEN_VERSIONS,
  UPDATE_ROLLBACK_IN_PROGRESS: RUNNING,
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: RUNNING,
  UPDATE_ROLLBACK_COMPLETE: FINISHED,
  UPDATE_ROLLBACK_FAILED: { deploy: 'continue rollback', remove: 'ready' },
  IMPORT_IN_PROGRESS: RUNNING,
  IMPORT_COMPLETE: FINISHED,
  IMPORT_ROLLBACK_IN_PROGRESS: RUNNING,
  IMPORT_ROLLBACK_COMPLETE: FINISHED,
  IMPORT_ROLLBACK_FAILED: { deploy: 'stop', remove: 'ready' },
  DELETE_IN_PROGRESS: RUNNING,
  // An operator decided to remove the stage. A deployment must not finish that, nor can it undo it.
  DELETE_FAILED: { deploy: 'stop', remove: 'ready' },
  // CloudFormation no longer finds such a stack by its name.
  DELETE_COMPLETE: FINISHED,
};

export function stepOf(command: StackCommand, status: StackStatus): Step {
  if (command === 'remove') return STEPS[status].remove;
  return command === 'deploy edge' && status === 'DELETE_FAILED' ? 'delete' : STEPS[status].deploy;
}
