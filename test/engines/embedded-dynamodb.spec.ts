import { describeContracts } from '../contracts/contracts.js';
import { startDynamoDbEngine } from '../fixtures/engines.js';

describeContracts('the embedded DynamoDB', () => startDynamoDbEngine());
