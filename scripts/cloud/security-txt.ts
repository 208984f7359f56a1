import { Failure } from '../failure.js';

const DAY_MS = 86_400_000;
/** RFC 9116 recommends less than a year. Every deployment writes the file again. */
const VALID_DAYS = 360;

/** The file `/.well-known/security.txt` of a site (RFC 9116). @param contact an email address or an https URL */
export function securityTxt(contact: string, siteUrl: string, now: Date): string {
  return [
    `Contact: ${toContactUri(contact)}`,
    `Expires: ${new Date(now.getTime() + VALID_DAYS * DAY_MS).toISOString().replace(/\.\d+Z$/, 'Z')}`,
    'Preferred-Languages: en',
    `Canonical: ${siteUrl}/.well-known/security.txt`,
    '',
  ].join('\n');
}

/** @throws Failure if the contact is neither an email address nor an https URL */
export function toContactUri(contact: string): string {
  if (/^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/.test(contact)) return `mailto:${contact}`;
  if (/^https:\/\/\S+$/.test(contact) && URL.canParse(contact)) return contact;
  throw new Failure(`securityContact must be an email address or an https URL, not ${JSON.stringify(contact)}.`);
}

/** The days until the file expires; undefined if it is not a `security.txt`. */
export function daysUntilExpiry(text: string, now: Date): number | undefined {
  const [, expires] = /^Expires: (\S+)$/im.exec(text) ?? [];
  return expires === undefined ? undefined : Math.floor((Date.parse(expires) - now.getTime()) / DAY_MS);
}
