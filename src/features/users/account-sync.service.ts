import { Injectable, Logger } from '@nestjs/common';
import { Revocations } from '../../auth/revocations.js';
import { Clock } from '../../core/time/clock.js';
import { DomainError } from '../../core/errors/domain-error.js';
import { Unavailable } from '../../core/errors/errors.js';
import { fold } from '../../core/text/text.js';
import { Config } from '../../config/config.js';
import type { CreationRecord } from '../../http/idempotency/idempotency-record.js';
import { AccountMissing, AddressInUse } from '../../adapters/identity/identity.errors.js';
import { IdentityProvider } from '../../adapters/identity/identity-provider.js';
import type { AccountSyncPlan } from './account-sync-plan.js';
import type { PendingAccount, User } from './user.js';
import { AccountInProgress, AccountPending, AddressHasAccount, EmailTaken } from './users.errors.js';
import { UsersRepository } from './users.repository.js';

/** Milliseconds that a lease outlasts the request that took it. */
const LEASE_MARGIN_MS = 5_000;

/**
 * Keeps accounts in the user pool equal to profiles. The pool takes no part in transactions, so a change is first saved with a note that the account
 * is pending, leased to the request that makes it follow; the note is removed in the end. Whoever finds it with its lease over takes it on: the same
 * call again, or maintenance. So nobody has to know how far anybody came.
 */
@Injectable()
export class AccountSyncService {
  private readonly logger = new Logger(AccountSyncService.name);

  constructor(
    private readonly users: UsersRepository,
    private readonly identity: IdentityProvider,
    private readonly revocations: Revocations,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** The note that a change of `user` leaves, with what an earlier change left to do. @throws AccountInProgress */
  pendingAccountFor({ pendingAccount: left }: Pick<User, 'pendingAccount'>, due: AccountSyncPlan): PendingAccount {
    if (left && Date.parse(left.leasedUntil) > this.clock.now().getTime()) throw new AccountInProgress();
    return {
      leasedUntil: new Date(this.clock.now().getTime() + this.config.requestTimeLimit + LEASE_MARGIN_MS).toISOString(),
      invitation: due.invitation ?? left?.invitation,
      signOut: due.signOut || (left?.signOut ?? false),
    };
  }

  /** Takes on what another request left pending. @throws AccountInProgress, and what `follow` throws */
  async resume(user: User, idempotency?: CreationRecord): Promise<User> {
    if (!user.pendingAccount) return user;
    const pendingAccount = this.pendingAccountFor(user, user.pendingAccount);
    await this.users.leaseAccount(user, pendingAccount, idempotency);
    return this.sync({ ...user, pendingAccount });
  }

  /**
   * Makes the account of a person follow their profile, whose lease the caller has just taken. If that fails, the lease is given back.
   * @throws AccountPending, AddressHasAccount, AccountMissing
   */
  async sync(user: User): Promise<User> {
    let left = user.pendingAccount!;
    if (left.signOut) this.revocations.add(user.id, this.clock.timestamp());
    try {
      const exists = await this.syncAccount(user);
      if (exists && left.signOut) await this.identity.signOut(user.id);
      if (left.invitation === 'DUE' && user.status === 'INVITED') {
        await this.identity.sendInvitation(user);
        left = { ...left, invitation: 'SENT' };
      }
      await this.complete(user);
    } catch (error) {
      await this.releaseLease(user, left);
      if (error instanceof DomainError && !(error instanceof Unavailable)) throw error;
      this.logger.warn(error);
      throw new AccountPending();
    }
    return { ...user, pendingAccount: undefined };
  }

  /** @throws EmailTaken, AddressHasAccount if the pool has another account under the address than one that never was anybody's */
  async assertFree(email: string, userId: string): Promise<void> {
    await this.findOrphanAccount(email, userId);
  }

  /** Returns whether there is an account at all: somebody disabled needs none, and somebody anonymised has none. */
  private async syncAccount({ id, email, code, role, status, anonymised }: User): Promise<boolean> {
    if (anonymised) {
      await this.identity.remove(id);
      return false;
    }
    const account = { id, email, code, role, enabled: status !== 'DISABLED' };
    try {
      await this.identity.apply(account);
    } catch (error) {
      if (error instanceof AccountMissing && !account.enabled) return false;
      if (!(error instanceof AddressInUse)) throw error;
      // The address is taken by this person, so nobody can give the stray account a profile any more.
      const stray = await this.findOrphanAccount(email, id);
      if (stray) await this.identity.remove(stray);
      await this.identity.apply(account);
    }
    return true;
  }

  /** The id of the account under an address that an invitation left which never came to a profile. @throws EmailTaken, AddressHasAccount */
  private async findOrphanAccount(email: string, userId: string): Promise<string | undefined> {
    const holder = await this.identity.find(email);
    if (!holder || holder.id === userId) return undefined;
    const profile = await this.users.read(holder.id, { consistent: true });
    if (profile && fold(profile.email) === fold(email)) throw new EmailTaken();
    if (profile || holder.hasSignedIn) throw new AddressHasAccount();
    return holder.id;
  }

  private async complete(user: User): Promise<void> {
    if (!user.pendingAccount!.signOut) return this.users.completeAccountSync(user);
    // Between the change and this moment the pool may still have issued tokens of the old kind.
    const until = this.clock.timestamp();
    await this.users.completeAccountSync(user, { userId: user.id, until });
    this.revocations.add(user.id, until);
  }

  private async releaseLease(user: User, left: PendingAccount): Promise<void> {
    try {
      await this.users.leaseAccount(user, { ...left, leasedUntil: this.clock.timestamp() });
    } catch (error) {
      this.logger.warn(error);
    }
  }
}
