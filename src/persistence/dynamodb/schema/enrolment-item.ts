import type { Enrolment } from '../../../features/enrolments/enrolment.js';
import { itemReader } from './item-codec.js';

export const fromEnrolmentItem = itemReader<Enrolment>('enrolment', {
  classId: 'string',
  studentId: 'string',
  term: 'string',
  classCode: 'string',
  subjectId: 'string',
  studentCode: 'string',
  studentName: 'object',
  nameVersion: 'number',
  disabled: 'boolean?',
  status: 'string',
  marks: 'object',
  result: 'object?',
  version: 'number',
  enrolledAt: 'string',
  withdrawnAt: 'string?',
});
