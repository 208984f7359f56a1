import { startDynamoDbEngine } from '../fixtures/engines.js';
import { describeContracts } from '../contracts/contracts.js';

describeContracts('the embedded DynamoDB', () => startDynamoDbEngine());
