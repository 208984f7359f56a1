import { entityOf, type AuditEntry } from '../src/audit/audit-entry.js';
import { groupOf, type Role } from '../src/auth/actor.js';
import type { User } from '../src/users/user.js';
import { UsersRepository } from '../src/users/users.repository.js';
import { auditLogOf } from './audit-log.js';
import { aCode, anEntry, aUser } from './builders.js';
import { School, type Answer, type Client } from './harness.js';
import { PoolOffice } from './pool-office.js';

/** An address and a code that nobody has. */
export function newIdentity(): Pick<User, 'email' | 'code'> {
  const code = aCode('S');
  return { email: `${code.toLowerCase()}@example.edu`, code };
}

/** A school in which people have accounts, and an admin to change them. */
export class AccountsSchool {
  private constructor(
    readonly school: School,
    readonly admin: Client,
    readonly pool: PoolOffice,
  ) {}

  /** @param timeLimit milliseconds of a request: so few that nothing is tried again within one, and what fails stays undone until the call comes again */
  static async start(timeLimit = 150, environment: Record<string, string> = {}, options = {}): Promise<AccountsSchool> {
    const school = await School.start({ REQUEST_TIME_LIMIT_MS: String(timeLimit), ...environment }, options);
    const { client } = await school.person({ role: 'ADMIN' });
    return new AccountsSchool(school, client, new PoolOffice(school.pool));
  }

  get users(): UsersRepository {
    return this.school.part(UsersRepository);
  }

  get faults() {
    return this.school.pool.faults;
  }

  invite({ email, code }: Pick<User, 'email' | 'code'>, role: Role = 'STUDENT'): Promise<Answer> {
    return this.admin.post('/users', { email, code, role, givenName: 'An', familyName: 'Nguyễn' });
  }

  /** Adds somebody with an account and a profile that agree. */
  async person(wished: Partial<User> = {}): Promise<User> {
    const known = aUser({ ...newIdentity(), ...wished });
    const user = { ...known, id: await this.pool.open(known) };
    await this.users.create(user, anEntry());
    return user;
  }

  async profileOf(id: string): Promise<User> {
    return (await this.users.read(id, { consistent: true }))!;
  }

  mailsTo(...addresses: string[]): number {
    return this.school.pool.outbox.filter(({ to }) => addresses.includes(to)).length;
  }

  async entriesOf(id: string, action: string): Promise<AuditEntry[]> {
    return (await auditLogOf(this.school, entityOf.user(id))).filter((entry) => entry.action === action);
  }

  /** That the account is what the profile says, and that nothing is left to do. */
  async expectAgreement(id: string): Promise<void> {
    const { pendingAccount, email, code, role, status } = await this.profileOf(id);
    expect(pendingAccount).toBeUndefined();
    expect(await this.users.pending()).not.toContain(id);
    expect(await this.pool.accountOf(id)).toEqual({
      email,
      email_verified: 'true',
      'custom:code': code,
      enabled: status !== 'DISABLED',
      groups: [groupOf(role)],
    });
  }

  async close(): Promise<void> {
    this.pool.close();
    await this.school.close();
  }
}
