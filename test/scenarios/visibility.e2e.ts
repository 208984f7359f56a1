import { describeVisibility } from './visibility.js';

describeVisibility('what is not published, in one class,', 1);
