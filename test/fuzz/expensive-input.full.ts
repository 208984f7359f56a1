import { describeExpensiveInput } from './expensive-input.js';

describeExpensiveInput('an expensive request', 1);
