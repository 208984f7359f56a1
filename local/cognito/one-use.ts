import { randomBytes } from 'node:crypto';
import { notAuthorized } from './errors.js';

const LIFETIME = 3 * 60_000;
/** How long used and expired secrets are remembered, to distinguish them from forged ones. */
const REMEMBERED = 60 * 60_000;
const BYTES = 64;

/** Secrets that work once within three minutes: sessions and SRP secret blocks. */
export class OneUse<T> {
  private readonly issued = new Map<string, { state: T; expiresAt: number; used: boolean }>();

  constructor(private readonly now: () => number) {}

  /** @returns the secret, base64 */
  issue(state: T): string {
    this.forgetOld();
    const secret = randomBytes(BYTES).toString('base64');
    this.issued.set(secret, { state, expiresAt: this.now() + LIFETIME, used: false });
    return secret;
  }

  /** What a secret stands for; it stays good. @throws NotAuthorizedException if it is forged, spent or expired */
  look(secret: string): T {
    const entry = this.issued.get(secret);
    if (!entry) throw notAuthorized('Invalid session for the user.');
    if (entry.used) throw notAuthorized('Invalid session for the user, session can only be used once.');
    if (entry.expiresAt <= this.now()) throw notAuthorized('Invalid session for the user, session is expired.');
    return entry.state;
  }

  /** Like `look`, and spends it. */
  use(secret: string): T {
    const state = this.look(secret);
    const entry = this.issued.get(secret);
    if (entry) entry.used = true;
    return state;
  }

  private forgetOld(): void {
    for (const [secret, { expiresAt }] of this.issued) {
      // Oldest first.
      if (expiresAt + REMEMBERED > this.now()) break;
      this.issued.delete(secret);
    }
  }
}
