import { startDynamoDbEngine } from '../fixtures/engine.js';
import { describeContracts } from '../contracts/contracts.js';

describeContracts('the embedded DynamoDB', () => startDynamoDbEngine());
