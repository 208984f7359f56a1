import { aClass, anActor } from '../../../test/fixtures/builders.js';
import type { Role } from '../../auth/actor.js';
import { ClassArchived, ClassNotFound } from '../classes/classes.errors.js';
import type { ClassStatus } from '../classes/school-class.js';
import { assertMayChangeMaterials } from './materials.policy.js';

describe('files of a class', () => {
  const schoolClass = aClass();

  it.each<[Role, isTheirs: boolean, ClassStatus, (new () => Error) | undefined]>([
    ['ADMIN', false, 'ACTIVE', undefined],
    ['ADMIN', false, 'ARCHIVED', ClassArchived],
    ['LECTURER', true, 'ACTIVE', undefined],
    ['LECTURER', true, 'ARCHIVED', ClassArchived],
    ['LECTURER', false, 'ACTIVE', ClassNotFound],
    ['LECTURER', false, 'ARCHIVED', ClassNotFound],
    ['STUDENT', false, 'ACTIVE', ClassNotFound],
    ['STUDENT', true, 'ACTIVE', ClassNotFound],
  ])('are changed by %s, own: %s, while %s: %p', (role, isTheirs, status, refusal) => {
    const actor = anActor({ role, ...(isTheirs && { id: schoolClass.lecturerId }) });
    const change = () => assertMayChangeMaterials(actor, { ...schoolClass, status });
    if (refusal) expect(change).toThrow(refusal);
    else expect(change).not.toThrow();
  });
});
