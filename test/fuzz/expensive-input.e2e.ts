import { describeExpensiveInput } from './expensive-input.js';

describeExpensiveInput('every 40th expensive request to every third route', 40, 3);
