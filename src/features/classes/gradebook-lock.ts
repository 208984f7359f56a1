import type { Role } from '../../auth/actor.js';

/** Which roles may change marks, publish them and withdraw students under a lock of the gradebook, if they give a reason. */
export const MAY_OVERRIDE_LOCK: Readonly<Record<Role, boolean>> = { ADMIN: true, LECTURER: false, STUDENT: false };
