import { StackStatus } from '@aws-sdk/client-cloudformation';
import { describeStates } from './stack-states.js';

describeStates(Object.values(StackStatus));
