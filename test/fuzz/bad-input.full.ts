import { describeBadInput } from './bad-input.js';

describeBadInput('bad input', 1);
