import { Injectable, Logger } from '@nestjs/common';
import { IdentityProvider } from '../../adapters/identity/identity-provider.js';
import { AccountMissing, AddressInUse } from '../../adapters/identity/identity.errors.js';
import { type Actor, toAccountId } from '../../auth/actor.js';
import { TokenRecords } from '../../auth/token-records.js';
import { Config } from '../../config/config.js';
import { DomainError } from '../../core/errors/domain-error.js';
import { StaleVersion, Unavailable } from '../../core/errors/errors.js';
import { fold } from '../../core/text/text.js';
import { Clock } from '../../core/time/clock.js';
import type { CreationRecord } from '../../http/idempotency/idempotency-record.js';
import type { AccountSyncPlan } from './account-sync-plan.js';
import type { PendingAccount, User } from './user.js';
import { AccountInProgress, AccountPending, AddressHasAccount, EmailTaken } from './users.errors.js';
import { UsersRepository } from './users.repository.js';

/** Milliseconds that a lease outlasts the request that took it. */
const LEASE_MARGIN_MS = 5_000;

/** Revokes tokens that the pool may issue with the old claims. The sync ends it: from then on, new tokens are valid. */
export const UNTIL_SYNCED = '9999-12-31T23:59:59.999Z';

/**
 * Syncs accounts in the user pool with profiles. The pool takes no part in transactions, so a change is first saved with a pending account, leased to
 * the request that syncs it. The request removes the pending account at the end. If a lease expires, the same call or a job resumes the sync. Every step
 * can be repeated.
 */
@Injectable()
export class AccountSyncService {
  private readonly logger = new Logger(AccountSyncService.name);

  constructor(
    private readonly users: UsersRepository,
    private readonly identity: IdentityProvider,
    private readonly records: TokenRecords,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** Returns the id of the account with an address. Creates the account if there is none. */
  open(email: string): Promise<string> {
    return this.identity.open(email);
  }

  /** Whether the pool has the account of a user. */
  async hasAccount(user: User): Promise<boolean> {
    return (await this.identity.find(toAccountId(user))) !== undefined;
  }

  /**
   * Returns the id of a new account for a user whose account is gone. If an earlier attempt has opened it, returns that one.
   * @throws AddressHasAccount; StaleVersion if another request has just restored the account
   */
  async reopen(user: User): Promise<string> {
    await this.identity.open(user.email);
    const accountId = await this.findOrphanAccount(user.email, user);
    if (!accountId) throw new StaleVersion();
    return accountId;
  }

  /** Whether the person has chosen a password. */
  async hasSignedIn(user: User): Promise<boolean> {
    return (await this.identity.find(toAccountId(user)))?.hasSignedIn ?? false;
  }

  /** The pending account of a change, with the steps that remain from an earlier change. @throws AccountInProgress */
  pendingAccountFor({ pendingAccount: earlier }: Pick<User, 'pendingAccount'>, plan: AccountSyncPlan): PendingAccount {
    if (earlier && Date.parse(earlier.leasedUntil) > this.clock.now().getTime()) throw new AccountInProgress();
    return {
      leasedUntil: new Date(this.clock.now().getTime() + this.config.requestTimeLimit + LEASE_MARGIN_MS).toISOString(),
      invitation: plan.invitation ?? earlier?.invitation,
      signOut: plan.signOut || (earlier?.signOut ?? false),
      resetMfa: plan.resetMfa ?? earlier?.resetMfa,
    };
  }

  /**
   * Finishes the sync of another request, if one is pending.
   * @param by the caller; a job has none
   * @throws NotAuthenticated, AccountInProgress, and the errors of `sync`
   */
  async resume(user: User, by: Actor | undefined, idempotency?: CreationRecord): Promise<User> {
    if (!user.pendingAccount) return user;
    const pendingAccount = this.pendingAccountFor(user, user.pendingAccount);
    await this.users.leaseAccount(user, pendingAccount, by, idempotency);
    return this.sync({ ...user, pendingAccount });
  }

  /**
   * Syncs the account of a user. The caller has just taken the lease. Releases the lease on failure.
   * @throws AccountPending, AddressHasAccount, AccountMissing
   */
  async sync(user: User): Promise<User> {
    let remaining = user.pendingAccount!;
    const accountId = toAccountId(user);
    if (user.accountId !== undefined) this.records.link({ accountId, userId: user.id });
    if (remaining.signOut) this.records.revoke(user.id);
    try {
      const exists = await this.syncAccount(user);
      if (exists && remaining.resetMfa) await this.identity.resetMfa(accountId);
      if (exists && remaining.signOut) await this.identity.signOut(accountId);
      if (remaining.invitation === 'DUE' && user.status === 'INVITED') {
        await this.identity.sendInvitation({ id: accountId, email: user.email });
        remaining = { ...remaining, invitation: 'SENT' };
      }
      await this.complete(user);
    } catch (error) {
      await this.releaseLease(user, remaining);
      if (error instanceof DomainError && !(error instanceof Unavailable)) throw error;
      this.logger.warn(error);
      throw new AccountPending();
    }
    return { ...user, pendingAccount: undefined };
  }

  /** Checks that no other account uses the address, except an account without a profile. @throws EmailTaken, AddressHasAccount */
  async assertFree(email: string, user: User): Promise<void> {
    await this.findOrphanAccount(email, user);
  }

  /** Returns whether an account exists. A disabled user needs none, and an anonymised user has none. */
  private async syncAccount(user: User): Promise<boolean> {
    const { email, code, role, status, anonymised } = user;
    const id = toAccountId(user);
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
      // The profile has reserved the address, so the orphan account can never get a profile.
      const orphan = await this.findOrphanAccount(email, user);
      if (orphan) await this.identity.remove(orphan);
      await this.identity.apply(account);
    }
    return true;
  }

  /**
   * Finds the account that a failed invitation or restoration left under an address, without a profile.
   * @param user whose own account does not count
   * @throws EmailTaken, AddressHasAccount
   */
  private async findOrphanAccount(email: string, user: User): Promise<string | undefined> {
    const holder = await this.identity.find(email);
    if (!holder || holder.id === toAccountId(user)) return undefined;
    const ownerId = (await this.records.readLink(holder.id)) ?? holder.id;
    if (ownerId === user.id) return undefined;
    const profile = await this.users.read(ownerId, { consistent: true });
    if (profile && fold(profile.email) === fold(email)) throw new EmailTaken();
    if (profile || holder.hasSignedIn) throw new AddressHasAccount();
    return holder.id;
  }

  private async complete(user: User): Promise<void> {
    if (!user.pendingAccount!.signOut) return this.users.completeAccountSync(user);
    // The pool may have issued tokens with the old claims until now.
    await this.users.completeAccountSync(user, { userId: user.id, until: this.clock.timestamp() });
  }

  private async releaseLease(user: User, remaining: PendingAccount): Promise<void> {
    try {
      await this.users.leaseAccount(user, { ...remaining, leasedUntil: this.clock.timestamp() }, undefined);
    } catch (error) {
      this.logger.warn(error);
    }
  }
}
