import { describeBadInput } from './bad-input.js';

describeBadInput('a sample of bad input', 60);
