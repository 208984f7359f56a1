import { StackStatus } from '@aws-sdk/client-cloudformation';
import { describeStates } from './stack-states.js';

const { CREATE_COMPLETE, DELETE_FAILED, DELETE_IN_PROGRESS, REVIEW_IN_PROGRESS, UPDATE_ROLLBACK_FAILED } = StackStatus;

describeStates([CREATE_COMPLETE, DELETE_FAILED, DELETE_IN_PROGRESS, REVIEW_IN_PROGRESS, UPDATE_ROLLBACK_FAILED]);
