import { describeOddInput } from './odd-input.js';
import { ODD_BUT_GOOD } from './values.js';

describeOddInput('odd input', ODD_BUT_GOOD);
