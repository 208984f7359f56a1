import { describeExpensiveInput } from './expensive-input.js';

describeExpensiveInput('every 40th expensive request to every fifth route', 40, 5);
