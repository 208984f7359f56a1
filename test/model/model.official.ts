import { describeModel, MODEL_SEED } from './model.js';

const databaseUrl = process.env.DYNAMODB_ENDPOINT;
if (!databaseUrl) throw new Error('DYNAMODB_ENDPOINT must name a running DynamoDB Local.');

const options = { seed: MODEL_SEED, runs: 10, length: 20, databaseUrl };
describeModel(`with MODEL_SEED=${MODEL_SEED}, on the official DynamoDB Local, requests at once`, options);
