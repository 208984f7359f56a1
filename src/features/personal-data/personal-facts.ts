import { EXTERNAL_RESULT_TEXTS } from '../external-results/external-result.js';
import { PERSONAL_FIELDS } from '../users/user-fields.js';

/** The names of the facts that anonymising removes from the audit entries about a person. */
export const PERSONAL_FACTS: readonly string[] = [...PERSONAL_FIELDS, EXTERNAL_RESULT_TEXTS];
