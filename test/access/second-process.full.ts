import { describeSecondProcess } from './second-process.js';

describeSecondProcess();
