import { Injectable } from '@nestjs/common';
import type { Actor } from '../../auth/actor.js';
import { RecentSignIn } from '../../auth/recent-sign-in.js';
import { TokenRecords } from '../../auth/token-records.js';
import { fold } from '../../core/text/text.js';
import { creationRecord, type IdempotencyRecord } from '../../http/idempotency/idempotency-record.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { AccountSyncService } from './account-sync.service.js';
import { accountJob } from './account.job.js';
import { initialUserState, type PersonName, type User, userEntity } from './user.js';
import { CodeTaken, EmailTaken, UserNotFound } from './users.errors.js';
import { needsRecentSignIn } from './users.policy.js';
import { UsersRepository } from './users.repository.js';

/** The fields that an admin gives for a new user. One of the two names can be absent. */
export type Invitation = Pick<User, 'email' | 'role' | 'code' | 'phone' | 'dateOfBirth' | 'department'> & Partial<PersonName>;

type NamedInvitation = Invitation & PersonName;

@Injectable()
export class InvitationsService {
  constructor(
    private readonly users: UsersRepository,
    private readonly accounts: AccountSyncService,
    private readonly records: TokenRecords,
    private readonly audit: AuditTrail,
    private readonly recentSignIn: RecentSignIn,
  ) {}

  /**
   * Creates an account and a profile, and then sends the invitation. If it fails, the same invitation finishes it: it adopts an account without a
   * profile, and resumes the pending sync of a profile.
   * @throws NotAuthenticated, RecentSignInRequired, EmailTaken, CodeTaken, AccountInProgress, AccountPending
   */
  async invite(actor: Actor, given: Invitation, idempotency?: IdempotencyRecord): Promise<User> {
    const invitation = withBothNames(given);
    if (needsRecentSignIn(undefined, { ...invitation, status: 'INVITED' })) this.recentSignIn.assert(actor);
    // The account is opened before the transaction that checks the actor, because its id is the key of the profile.
    const [{ ofEmail, ofCode }] = await Promise.all([
      this.users.findIds(invitation.email, invitation.code),
      this.records.assertNotRevoked(actor),
    ]);
    if (ofEmail) return this.resume(actor, ofEmail, invitation, idempotency);
    if (ofCode) throw new CodeTaken();

    const id = await this.accounts.open(invitation.email);
    // The account may belong to a profile with another address, if its sync is pending. The write refuses the id of a restored account.
    if (await this.users.read(id, { consistent: true })) throw new EmailTaken();
    return this.accounts.sync(await this.create(actor, id, invitation, idempotency));
  }

  /** Reads an invited user, and finishes a pending invitation. @throws UserNotFound, AccountInProgress, AccountPending */
  async readInvited(actor: Actor, id: string): Promise<User> {
    const user = await this.users.read(id, { consistent: true });
    if (!user) throw new UserNotFound();
    return user.pendingAccount?.invitation ? this.accounts.resume(user, actor) : user;
  }

  private async create(actor: Actor, id: string, invitation: NamedInvitation, idempotency?: IdempotencyRecord): Promise<User> {
    const after = { role: invitation.role, status: 'INVITED' } as const;
    const audit = this.audit.entry(actor, { entity: userEntity(id), action: 'user.invited', after });
    const user: User = {
      ...invitation,
      id,
      status: 'INVITED',
      ...initialUserState(audit.at),
      pendingAccount: this.accounts.pendingAccountFor({}, { invitation: 'DUE', signOut: false }),
    };
    await this.users.create(user, {
      audit,
      idempotency: creationRecord(idempotency, id),
      jobs: [accountJob(id)],
    });
    return user;
  }

  private async resume(actor: Actor, id: string, invitation: NamedInvitation, idempotency?: IdempotencyRecord): Promise<User> {
    const user = await this.users.read(id, { consistent: true });
    if (!user?.pendingAccount?.invitation || !isSame(user, invitation)) throw new EmailTaken();
    return this.accounts.resume(user, actor, creationRecord(idempotency, id));
  }
}

/** A new user without one of the names has an empty text as that name. */
function withBothNames({ givenName = '', familyName = '', ...invitation }: Invitation): NamedInvitation {
  return { ...invitation, givenName, familyName };
}

function isSame(user: User, invitation: NamedInvitation): boolean {
  const { email, ...rest } = invitation;
  return fold(user.email) === fold(email) && (Object.keys(rest) as (keyof typeof rest)[]).every((field) => user[field] === rest[field]);
}
