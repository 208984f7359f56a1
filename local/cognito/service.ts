import { CognitoError } from './errors.js';
import type { Grants } from './grants.js';
import { type Input, text } from './input.js';
import type { CodeLimit, Lockout } from './limits.js';
import type { Mailbox } from './mail.js';
import type { UserPool } from './pool.js';
import type { SrpIdentity } from './srp.js';
import type { Tokens } from './tokens.js';

/** What the operations work on. */
export interface Service {
  readonly pool: UserPool;
  readonly grants: Grants;
  readonly tokens: Tokens;
  readonly mailbox: Mailbox;
  readonly lockout: Lockout;
  readonly codeLimit: CodeLimit;
  readonly accessTokenMinutes: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** One call of the API: takes its JSON, gives its JSON, throws `CognitoError`. */
export type Operation = (input: Input) => object | Promise<object>;
export type Operations = Readonly<Record<string, Operation>>;

/** @throws ResourceNotFoundException */
export function assertPool({ pool }: Service, input: Input): void {
  const id = text(input, 'UserPoolId');
  if (id !== pool.identity.userPoolId) throw new CognitoError('ResourceNotFoundException', `User pool ${id} does not exist.`);
}

/** @throws ResourceNotFoundException */
export function assertClient({ pool }: Service, input: Input): void {
  const id = text(input, 'ClientId');
  if (id !== pool.identity.clientId) throw new CognitoError('ResourceNotFoundException', `User pool client ${id} does not exist.`);
}

/** Whose password goes into a hash. */
export function srpIdentity({ pool }: Service, userId: string): SrpIdentity {
  return { poolName: pool.name, userId };
}
