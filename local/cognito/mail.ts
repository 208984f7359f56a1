import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A mail the pool sent. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly kind: 'INVITATION' | 'FORGOT_PASSWORD' | 'VERIFY_ATTRIBUTE';
  /** The temporary password of an invitation, else the confirmation code. */
  readonly code: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

const WORDS: Record<Mail['kind'], { subject: string; text: (to: string, code: string) => string }> = {
  INVITATION: {
    subject: 'Your temporary password',
    text: (to, code) => `Your username is ${to} and your temporary password is ${code}\nIt is good for 7 days.`,
  },
  FORGOT_PASSWORD: {
    subject: 'Your password reset code',
    text: (_to, code) => `Your password reset code is ${code}\nIt is good for an hour.`,
  },
  VERIFY_ATTRIBUTE: { subject: 'Your verification code', text: (_to, code) => `Your verification code is ${code}\nIt is good for a day.` },
};

/** Collects mail in a list, passes it to a listener and, with a folder, writes it to files. Sends nothing. */
export class Mailbox {
  readonly sent: Mail[] = [];

  constructor(private readonly options: { now: () => number; folder?: string; onMail?: (mail: Mail) => void }) {}

  send(kind: Mail['kind'], to: string, code: string): void {
    const { subject, text } = WORDS[kind];
    const mail = { to, subject, text: text(to, code), kind, code, at: new Date(this.options.now()).toISOString() };
    this.sent.push(mail);
    if (this.options.folder) this.write(this.options.folder, mail);
    this.options.onMail?.(mail);
  }

  private write(folder: string, mail: Mail): void {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Sorted by time, and no address may name another folder.
    const number = String(this.sent.length).padStart(4, '0');
    const name = `${mail.at.replaceAll(':', '-')}-${number}-${mail.to.replace(/[^\w.@+-]/g, '_')}.txt`;
    writeFileSync(join(folder, name), `To: ${mail.to}\nSubject: ${mail.subject}\nDate: ${mail.at}\n\n${mail.text}\n`, { mode: 0o600 });
  }
}

/** `CodeDeliveryDetails`: the address masked as Cognito does, `j***@e***`. */
export function delivery(address: string): object {
  const [local = '', domain = ''] = address.split('@');
  return { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: `${local.charAt(0)}***@${domain.charAt(0)}***` };
}
