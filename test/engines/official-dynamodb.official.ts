import { describeContracts } from '../contracts/contracts.js';
import { startDynamoDbEngine } from '../fixtures/engines.js';

const endpoint = process.env.DYNAMODB_ENDPOINT;
if (!endpoint) throw new Error('DYNAMODB_ENDPOINT must name a running DynamoDB Local.');

describeContracts('the official DynamoDB Local', () => startDynamoDbEngine(endpoint));
