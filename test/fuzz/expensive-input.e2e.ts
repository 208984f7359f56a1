import { describeExpensiveInput } from './expensive-input.js';

describeExpensiveInput('every 40th expensive request', 40);
