import { describeVisibility } from './visibility.js';

describeVisibility('what is not published, in many classes,', 10);
