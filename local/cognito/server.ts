import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { listenOnLoopback } from '../loopback.js';
import type { Attributes } from './attributes.js';
import { createEndpoint } from './endpoint.js';
import { Faults } from './faults.js';
import { Grants } from './grants.js';
import { listenerFor } from './http.js';
import { memoryJournal, openJournal } from './journal.js';
import { type Claims, SigningKey, type StoredKey } from './jwt.js';
import { CodeLimit, Lockout } from './limits.js';
import { type Mail, Mailbox } from './mail.js';
import { chosenPassword } from './password.js';
import { UserPool } from './pool.js';
import { type Service, srpIdentity } from './service.js';
import { Tokens } from './tokens.js';

export interface LocalCognitoOptions {
  /** The folder for the data; without it the pool is in memory. Two servers must not share a folder. */
  path?: string;
  /** The folder for mail; default with `path`: `outbox` beside it. */
  outbox?: string;
  /** Default: a free port. */
  port?: number;
  /** Default: 127.0.0.1, see `listenOnLoopback`. */
  host?: string;
  onMail?: (mail: Mail) => void;
  /** Milliseconds since 1970; all expiry goes by it. */
  now?: () => number;
  accessTokenMinutes?: number;
  /** Whether to apply AWS's limits of 50 creations and 25 group changes per second. */
  pace?: boolean;
}

/** A user pool with one client and the groups `admin`, `lecturer` and `student`. */
export interface LocalCognito {
  /** The endpoint for browser clients and the SDK, without a trailing slash. */
  readonly url: string;
  readonly region: string;
  readonly userPoolId: string;
  readonly clientId: string;
  /** `iss` of all tokens; the keys are at `/.well-known/jwks.json` below it. */
  readonly issuer: string;
  /** Every mail sent since the start, oldest first. */
  readonly outbox: readonly Mail[];
  readonly faults: Faults;
  /** Adds an account with a permanent password directly, without mail. @returns its sub @throws CognitoError */
  addAccount(account: { attributes: Attributes; password: string; group: string }): string;
  /** Signs an access token with the pool's key, for 15 minutes and for no account. `claims` add to the usual ones or replace them; `undefined`
   *  leaves one out. For tests of tokens that must be refused. */
  mint(claims?: Claims): Promise<string>;
  close(): Promise<void>;
}

const ACCESS_TOKEN_MINUTES = 15;

/** Starts a user pool on 127.0.0.1. @throws PortInUse, DamagedData */
export async function startCognito(options: LocalCognitoOptions = {}): Promise<LocalCognito> {
  let listener: RequestListener = (_request, response) => response.writeHead(503).end();
  // The port first: it guards the folder too, because opening the journal rewrites it.
  const server = await listenOnLoopback((request, response) => listener(request, response), options.port, options.host);
  try {
    const { journal, key, service, issuer } = open(options, server.url);
    const faults = new Faults();
    listener = listenerFor(createEndpoint(service, { key, issuer, faults, pace: options.pace }));
    const { region, userPoolId, clientId } = service.pool.identity;
    return {
      ...{ url: server.url, region, userPoolId, clientId, issuer, faults, outbox: service.mailbox.sent },
      addAccount: ({ attributes, password, group }) => {
        const sub = randomUUID();
        service.pool.add({
          sub,
          attributes,
          groups: [service.pool.group(group).name],
          ...chosenPassword(srpIdentity(service, sub), password),
        });
        return sub;
      },
      mint: (claims = {}) => service.tokens.mint(claims),
      close: async () => {
        await server.close();
        journal.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

function open(options: LocalCognitoOptions, url: string) {
  const { path, now = Date.now, accessTokenMinutes = ACCESS_TOKEN_MINUTES, onMail } = options;
  const { journal, entries } = path ? openJournal(path) : { journal: memoryJournal, entries: new Map<string, unknown>() };
  const pool = new UserPool(journal, entries, now);
  const issuer = `${url}/${pool.identity.userPoolId}`;
  const key = new SigningKey(journal, entries.get('key') as StoredKey | undefined);
  const grants = new Grants(journal, entries, now);
  const service: Service = {
    pool,
    grants,
    tokens: new Tokens(key, pool, grants, { issuer, accessTokenMinutes, now }),
    mailbox: new Mailbox({ now, onMail, folder: options.outbox ?? (path && join(path, '..', 'outbox')) }),
    lockout: new Lockout(now),
    codeLimit: new CodeLimit(now),
    accessTokenMinutes,
    now,
  };
  return { journal, key, service, issuer };
}
