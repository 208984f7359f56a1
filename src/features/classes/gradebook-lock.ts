import type { Role } from '../../auth/actor.js';

/**
 * Which roles may change marks, publish them and let students leave under a lock of the gradebook, if they give a reason. They may also drop students
 * after the deadline, and once marks are published.
 */
export const MAY_OVERRIDE_LOCK: Readonly<Record<Role, boolean>> = { ADMIN: true, LECTURER: false, STUDENT: false };
