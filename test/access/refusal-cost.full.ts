import { describeRefusalCost } from './refusal-cost.js';

describeRefusalCost('the cost of a refusal', 1);
