import { randomUUID } from 'node:crypto';
import type { Role } from '../../src/auth/actor.js';
import type { GoodCall } from '../fuzz/call.js';
import type { Operation } from '../fuzz/document.js';
import type { World } from '../fuzz/world.js';
import type { Draw } from './draw.js';

/** Who sends a request: mostly the person who may. */
const WEIGHTS = { own: 70, admin: 6, lecturer: 6, student: 6, none: 5, withoutProfile: 4, withoutRole: 3 };
/** Signs the caller out everywhere, who then could send nothing more. */
const ENDS_SESSIONS = 'meSignOut';

/** Access tokens of people of every role. */
export class Callers {
  private constructor(private readonly tokens: Readonly<Record<Exclude<keyof typeof WEIGHTS, 'own' | 'none'>, string>>) {}

  static async of({ school, lecturer, student }: World): Promise<Callers> {
    const { user: admin } = await school.addUser({ role: 'ADMIN' });
    const tokenFor = (id: string, role: Role) => school.tokenFor({ id, role });
    const [asAdmin, asLecturer, asStudent, withoutProfile, withoutRole] = await Promise.all([
      tokenFor(admin.id, 'ADMIN'),
      tokenFor(lecturer.id, 'LECTURER'),
      tokenFor(student.user.id, 'STUDENT'),
      tokenFor(randomUUID(), 'STUDENT'),
      school.pool.mint({ sub: randomUUID(), username: 'x', 'cognito:groups': [] }),
    ]);
    return new Callers({ admin: asAdmin, lecturer: asLecturer, student: asStudent, withoutProfile, withoutRole });
  }

  /** The token of a caller, or undefined for none. */
  tokenFor({ id }: Operation, { token }: GoodCall, draw: Draw): string | undefined {
    const caller = draw.weighted(WEIGHTS);
    if (caller === 'own') return token;
    if (caller === 'none') return undefined;
    return id === ENDS_SESSIONS && !caller.startsWith('without') ? token : this.tokens[caller];
  }
}
