import { describeModel } from './model.js';

describeModel('a sample of requests at once', { seed: 7, runs: 1, length: 6 });
