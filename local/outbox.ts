import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A mail in plain text. */
export interface LocalMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Writes a mail to a file. Files sort by time, and no address can name another folder. @param number unique among the mails of one instant */
export function writeMail(folder: string, { to, subject, text, at }: LocalMail, number: number): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = `${at.replaceAll(':', '-')}-${String(number).padStart(4, '0')}-${to.replace(/[^\w.@+-]/g, '_')}.txt`;
  writeFileSync(join(folder, name), `To: ${to}\nSubject: ${subject}\nDate: ${at}\n\n${text}\n`, { mode: 0o600 });
}
