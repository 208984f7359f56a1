import { randomBytes, randomInt } from 'node:crypto';
import { ROLES, toGroup } from '../../src/auth/actor.js';
import type { Account } from './account.js';
import { fold } from './attributes.js';
import { CognitoError, userNotFound } from './errors.js';
import type { Journal } from './journal.js';
import { fakeVerifier } from './srp.js';

/** The fixed data of a pool, from its creation. */
interface Identity {
  readonly region: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly createdAt: number;
  /** The key from which the answers for unknown names are derived. */
  readonly strangersSecret: string;
}

export interface Group {
  readonly name: string;
  readonly description?: string;
  readonly precedence?: number;
  readonly createdAt: number;
}

const REGION = 'us-east-1';
const FIRST_GROUPS = ROLES.map(toGroup);

/** The accounts and groups. Every change is in the journal before it is seen. */
export class UserPool {
  readonly identity: Identity;
  private readonly accounts = new Map<string, Account>();
  private readonly subsByEmail = new Map<string, string>();
  private readonly groupsByName = new Map<string, Group>();

  constructor(
    private readonly journal: Journal,
    entries: ReadonlyMap<string, unknown>,
    private readonly now: () => number,
  ) {
    const identity = entries.get('pool');
    this.identity = (identity as Identity | undefined) ?? newIdentity(now());
    for (const [key, value] of entries) {
      if (key.startsWith('account/')) this.index(value as Account);
      if (key.startsWith('group/')) this.groupsByName.set(key, value as Group);
    }
    if (!identity) {
      journal.put('pool', this.identity);
      for (const name of FIRST_GROUPS) this.addGroup({ name });
    }
  }

  /** The part of the pool id that goes into every password hash. */
  get name(): string {
    return this.identity.userPoolId.slice(REGION.length + 1);
  }

  /** By sub or e-mail address. */
  find(name: string): Account | undefined {
    return this.accounts.get(name) ?? this.accounts.get(this.subsByEmail.get(fold(name)) ?? '');
  }

  /** @throws UserNotFoundException */
  get(name: string): Account {
    const account = this.find(name);
    if (!account) throw userNotFound();
    return account;
  }

  /** A fake account for an unknown name at sign-in: always the same, with a password that never matches. */
  stranger(name: string): Pick<Account, 'sub' | 'password'> {
    const password = fakeVerifier(this.identity.strangersSecret, fold(name));
    return { sub: asUuid(password.verifier), password };
  }

  /** Ordered by sub. */
  all(): Account[] {
    return [...this.accounts.values()].sort((one, other) => (one.sub < other.sub ? -1 : 1));
  }

  /** @throws UsernameExistsException */
  add(details: Omit<Account, 'enabled' | 'groups' | 'createdAt' | 'modifiedAt'> & Partial<Pick<Account, 'groups'>>): Account {
    if (this.find(details.attributes.email ?? '')) {
      throw new CognitoError('UsernameExistsException', 'An account with the given email already exists.');
    }
    return this.save({ groups: [], ...details, enabled: true, createdAt: this.now(), modifiedAt: this.now() });
  }

  /** Changes some fields of an account. @throws UserNotFoundException, AliasExistsException */
  change(sub: string, changes: Partial<Omit<Account, 'sub' | 'createdAt'>>): Account {
    const account = this.get(sub);
    const owner = this.find(changes.attributes?.email ?? '');
    if (owner && owner.sub !== sub) throw new CognitoError('AliasExistsException', 'An account with the email already exists.');
    return this.save({ ...account, ...changes, modifiedAt: this.now() }, account);
  }

  remove({ sub, attributes }: Account): void {
    this.journal.remove(`account/${sub}`);
    this.accounts.delete(sub);
    this.subsByEmail.delete(fold(attributes.email ?? ''));
  }

  groups(): Group[] {
    return [...this.groupsByName.values()];
  }

  /** @throws ResourceNotFoundException */
  group(name: string): Group {
    const group = this.groupsByName.get(`group/${name}`);
    if (!group) throw new CognitoError('ResourceNotFoundException', 'Group not found.');
    return group;
  }

  /** @throws GroupExistsException */
  addGroup(details: Omit<Group, 'createdAt'>): Group {
    const key = `group/${details.name}`;
    if (this.groupsByName.has(key)) throw new CognitoError('GroupExistsException', 'A group with the name already exists.');
    const group = { ...details, createdAt: this.now() };
    this.journal.put(key, group);
    this.groupsByName.set(key, group);
    return group;
  }

  private save(account: Account, before?: Account): Account {
    this.journal.put(`account/${account.sub}`, account);
    if (before) this.subsByEmail.delete(fold(before.attributes.email ?? ''));
    this.index(account);
    return account;
  }

  private index(account: Account): void {
    this.accounts.set(account.sub, account);
    this.subsByEmail.set(fold(account.attributes.email ?? ''), account.sub);
  }
}

function newIdentity(now: number): Identity {
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const digits = '0123456789';
  return {
    region: REGION,
    userPoolId: `${REGION}_${pick(9, letters + letters.toUpperCase() + digits)}`,
    clientId: pick(26, letters + digits),
    createdAt: now,
    strangersSecret: randomBytes(32).toString('hex'),
  };
}

/** Random digits as a random UUID (version 4), with all four variants a real one can have. */
function asUuid(hex: string): string {
  const variant = '89ab'.charAt(parseInt(hex.charAt(16), 16) % 4);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

function pick(length: number, alphabet: string): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}
