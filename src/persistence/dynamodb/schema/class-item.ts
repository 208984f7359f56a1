import { type SchoolClass, toTermCode } from '../../../features/classes/school-class.js';
import { fromComponentsItem, type StoredComponents, toComponentsItem } from './components-item.js';
import { itemReader } from './item-codec.js';
import type { Item } from './item.js';
import { toScaleAttributes } from './scale-item.js';

/** Adds the sort key of `lecturer-index` and `subject-index`. */
export function toClassItem(schoolClass: SchoolClass): Item {
  const { components, lecturerName, publishedComponents, publications, scale } = schoolClass;
  return {
    ...schoolClass,
    ...toComponentsItem(components),
    lecturerName: { ...lecturerName },
    publishedComponents: { ...publishedComponents },
    scale: scale && toScaleAttributes(scale),
    publications: publications && (structuredClone(publications) as unknown as Item[string]),
    termCode: toTermCode(schoolClass),
  };
}

const readItem = itemReader<SchoolClass & StoredComponents>('class', {
  id: 'string',
  code: 'string',
  term: 'string',
  subjectId: 'string',
  subjectCode: 'string',
  lecturerId: 'string',
  lecturerSince: 'string',
  room: 'string?',
  capacity: 'number',
  seatsFree: 'number',
  extraSeats: 'number?',
  hadStudents: 'boolean',
  hadAuditors: 'boolean?',
  subjectName: 'string',
  repeatable: 'boolean?',
  credits: 'number',
  components: 'object',
  bonusComponents: 'object?',
  gradingScale: 'string',
  scale: 'object?',
  minimumWeight: 'number?',
  componentsVersion: 'number',
  publishedComponents: 'object',
  publications: 'object?',
  gradingStarted: 'boolean',
  gradesLocked: 'boolean',
  status: 'string',
  lecturerName: 'object',
  subjectNameVersion: 'number',
  lecturerNameVersion: 'number',
  version: 'number',
  createdAt: 'string',
  updatedAt: 'string',
});

export function fromClassItem(item: Item): SchoolClass {
  return fromComponentsItem(readItem(item));
}
