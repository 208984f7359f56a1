const DAY_MS = 86_400_000;
/** RFC 9116 recommends less than a year. */
const VALID_DAYS = 360;

/**
 * The file `/.well-known/security.txt` (RFC 9116).
 * @param contact a `mailto:` or https URI
 * @param siteUrl the origin of the site, if it is known
 */
export function securityTxt(contact: string, now: Date, siteUrl?: string): string {
  return [
    `Contact: ${contact}`,
    `Expires: ${new Date(now.getTime() + VALID_DAYS * DAY_MS).toISOString().replace(/\.\d+Z$/, 'Z')}`,
    'Preferred-Languages: en',
    ...(siteUrl === undefined ? [] : [`Canonical: ${siteUrl}/.well-known/security.txt`]),
    '',
  ].join('\n');
}
