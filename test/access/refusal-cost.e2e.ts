import { describeRefusalCost } from './refusal-cost.js';

describeRefusalCost('the cost of a refusal by every third route', 3);
