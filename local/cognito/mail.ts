import { type LocalMail, writeMail } from '../outbox.js';

/** A mail the pool sent. */
export interface Mail extends LocalMail {
  readonly kind: 'INVITATION' | 'FORGOT_PASSWORD' | 'VERIFY_ATTRIBUTE';
  /** The temporary password of an invitation, else the confirmation code. */
  readonly code: string;
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
    if (this.options.folder) writeMail(this.options.folder, mail, this.sent.length);
    this.options.onMail?.(mail);
  }
}

/** `CodeDeliveryDetails`: the address masked as Cognito does, `j***@e***`. */
export function delivery(address: string): object {
  const [local = '', domain = ''] = address.split('@');
  return { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: `${local.charAt(0)}***@${domain.charAt(0)}***` };
}
