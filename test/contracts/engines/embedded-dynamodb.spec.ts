import { startDynamoDbEngine } from '../../engine.js';
import { describeContracts } from '../contracts.js';

describeContracts('the embedded DynamoDB', () => startDynamoDbEngine());
