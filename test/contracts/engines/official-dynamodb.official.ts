import { startDynamoDbEngine } from '../../engine.js';
import { describeContracts } from '../contracts.js';

const endpoint = process.env.DYNAMODB_ENDPOINT;
if (!endpoint) throw new Error('DYNAMODB_ENDPOINT must name a running DynamoDB Local.');

describeContracts('the official DynamoDB Local', () => startDynamoDbEngine(endpoint));
