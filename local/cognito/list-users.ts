import { type Account, wireAccount, wireAttributes } from './account.js';
import { invalidParameter } from './errors.js';
import { type Input, optionalText, pageSize } from './input.js';

const MAX_PAGE = 60;
const FILTER = /^\s*"?([\w:]+)"?\s*(\^?=)\s*"(.*)"\s*$/s;
/** What AWS can search by. */
const SEARCHABLE = ['email', 'phone_number', 'name', 'given_name', 'family_name', 'preferred_username'];

/** A page of `accounts` (ordered by sub) as ListUsers answers it. @throws InvalidParameterException for a filter it does not know */
export function listUsers(accounts: readonly Account[], input: Input): object {
  const limit = pageSize(input, 'Limit', MAX_PAGE);
  const matches = filter(optionalText(input, 'Filter') ?? '');
  // A page begins behind the last sub of the one before, so an account deleted in between shifts nothing.
  const after = optionalText(input, 'PaginationToken') ?? '';
  const found = accounts.filter((account) => account.sub > after && matches(account));
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    Users: page.map((account) => ({ ...wireAccount(account), Attributes: wireAttributes(account) })),
    ...(last && found.length > limit ? { PaginationToken: last.sub } : {}),
  };
}

function filter(text: string): (account: Account) => boolean {
  if (!text.trim()) return () => true;
  const [, name = '', operator, quoted = ''] = FILTER.exec(text) ?? [];
  const read = reader(name);
  const value = quoted.replaceAll('\\"', '"').toLowerCase();
  return (account) => {
    const found = read(account)?.toLowerCase();
    return operator === '=' ? found === value : found?.startsWith(value) === true;
  };
}

function reader(name: string): (account: Account) => string | undefined {
  if (name === 'sub' || name === 'username') return (account) => account.sub;
  if (name === 'status') return (account) => (account.enabled ? 'Enabled' : 'Disabled');
  if (name === 'cognito:user_status') return (account) => account.status;
  if (SEARCHABLE.includes(name)) return (account) => account.attributes[name];
  throw invalidParameter('Error while parsing filter expression.');
}
