import type { OutgoingMail } from '../../adapters/mail/mailer.js';

/** The facts of a changed e-mail address, for the mail to its owner. */
export interface AddressChange {
  readonly from: string;
  /** The new address, masked. */
  readonly to: string;
}

/**
 * The mail to the old address. It has no name: the person who changed the address can have changed the name too, into a text with a link.
 * @param contact how to reach the school
 */
export function addressNotice({ from, to }: AddressChange, contact: string | undefined): OutgoingMail {
  const text = [
    'Hello,',
    `The school has changed the e-mail address of your account. You now sign in with an address at ${to}, and mail of the school goes there.`,
    'If you asked for this change, you need not do anything.',
    `If you did not ask for it, another person may be using your account. Tell the school at once: ${contact ?? 'call or visit its office'}.`,
    'Please do not reply to this message.',
  ];
  return { to: from, subject: 'The e-mail address of your account has changed', text: `${text.join('\n\n')}\n` };
}

/** Enough of the domain of an address to recognise it: `m***.example`. */
export function maskedDomain(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return `${domain.charAt(0)}***${domain.slice(domain.lastIndexOf('.'))}`;
}
