import { describeOddInput } from './odd-input.js';
import { ODD_BUT_GOOD } from './values.js';

describeOddInput('a sample of odd input', ODD_BUT_GOOD.slice(0, 1));
