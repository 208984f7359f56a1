import { invalidParameter, notAuthorized } from './errors.js';

/** By name; all values are text, and `sub` is not among them. */
export type Attributes = Readonly<Record<string, string>>;

/** The standard attributes, and the one of this school. */
export const ATTRIBUTES = [
  ...[
    'address',
    'birthdate',
    'email',
    'email_verified',
    'family_name',
    'gender',
    'given_name',
    'locale',
    'middle_name',
    'name',
    'nickname',
  ],
  ...[
    'phone_number',
    'phone_number_verified',
    'picture',
    'preferred_username',
    'profile',
    'updated_at',
    'website',
    'zoneinfo',
    'custom:code',
  ],
];

/** The attributes that users may change themselves. With more, they could take over another user's address. */
export const WRITE_ATTRIBUTES = ['locale'];

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Names are compared without case, like in the real pool, where this cannot be changed. */
export function fold(email: string): string {
  return email.toLowerCase();
}

export function isEmail(text: string): boolean {
  return EMAIL.test(text);
}

/** @throws InvalidParameterException for an attribute the pool does not have, or an address that is none */
export function assertAttributes(attributes: Attributes): void {
  const unknown = Object.keys(attributes).find((name) => !ATTRIBUTES.includes(name) && name !== 'sub');
  if (unknown) throw invalidParameter(`Attributes did not conform to the schema: ${unknown}: Attribute does not exist in the schema.`);
  if ('sub' in attributes) throw invalidParameter('Cannot modify the non-mutable attribute sub');
  if (attributes.email !== undefined && !isEmail(attributes.email)) throw invalidParameter('Invalid email address format.');
}

/** @throws NotAuthorizedException for an attribute that people may not change about themselves */
export function assertWritable(attributes: Attributes): void {
  if (Object.keys(attributes).some((name) => !WRITE_ATTRIBUTES.includes(name))) {
    throw notAuthorized('A client attempted to write unauthorized attribute');
  }
}

/** Applies changes to attributes. An empty value removes one, and a new address is unverified unless the change says otherwise. */
export function withAttributes(attributes: Attributes, changes: Attributes): Attributes {
  const moved = changes.email !== undefined && changes.email !== attributes.email;
  const merged = { ...attributes, ...(moved ? { email_verified: 'false' } : {}), ...changes };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
}
