import { MAX_UPLOAD, type SizeRange } from './content.js';
import { invalidArgument, S3Error } from './errors.js';
import { ALGORITHM, checkMac, type Credentials, parseScope } from './signature.js';

type Fields = ReadonlyMap<string, string>;

/** A condition on one field of the form. */
interface Condition {
  readonly operator: 'eq' | 'starts-with';
  /** As written, with its `$`. */
  readonly variable: string;
  readonly value: string;
}

interface Policy {
  readonly expiration: number;
  readonly conditions: readonly Condition[];
  readonly size: SizeRange;
}

const EXPIRATION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
const NEED_NO_CONDITION = ['policy', 'x-amz-signature'];

/**
 * Holds a form against its signed policy: signature, expiry, every condition, and no field that no condition speaks of.
 * @param fields by lower-case name, `bucket` being the one of the URL
 * @returns the sizes the file may have
 * @throws S3Error AccessDenied, SignatureDoesNotMatch, InvalidAccessKeyId, InvalidPolicyDocument, InvalidArgument, AuthorizationQueryParametersError
 */
export function checkPolicy(fields: Fields, credentials: Credentials, now: number): SizeRange {
  const encoded = fields.get('policy');
  if (encoded === undefined) throw new S3Error('AccessDenied');
  checkFormSignature(fields, encoded, credentials);
  const policy = parsePolicy(encoded);
  if (now >= policy.expiration) throw violation('Policy expired.');
  const failed = policy.conditions.find((condition) => !isMet(condition, fields));
  if (failed) throw violation(`Policy Condition failed: ["${failed.operator}", "${failed.variable}", "${failed.value}"]`);
  const covered = new Set([...NEED_NO_CONDITION, ...policy.conditions.map(({ variable }) => fieldOf(variable))]);
  const extra = [...fields.keys()].filter((name) => !covered.has(name) && !name.startsWith('x-ignore-'));
  if (extra.length > 0) throw violation(`Extra input fields: ${extra.join(', ')}`);
  return policy.size;
}

function checkFormSignature(fields: Fields, policy: string, credentials: Credentials): void {
  const required = (name: string): string => {
    const value = fields.get(name.toLowerCase());
    if (value === undefined) {
      throw invalidArgument(
        `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
        name,
      );
    }
    return value;
  };
  const malformed = (reason: string): S3Error => new S3Error('AuthorizationQueryParametersError', reason);
  const signature = required('X-Amz-Signature');
  if (required('X-Amz-Algorithm') !== ALGORITHM) throw malformed(`X-Amz-Algorithm only supports "${ALGORITHM}"`);
  const scope = parseScope(required('X-Amz-Credential'), required('X-Amz-Date'), malformed);
  checkMac(signature, policy, scope, credentials);
}

function parsePolicy(encoded: string): Policy {
  const document = parseJson(Buffer.from(encoded, 'base64').toString());
  if (typeof document !== 'object' || document === null) throw invalid('Invalid JSON.');
  const { expiration, conditions } = document as { expiration?: unknown; conditions?: unknown };
  if (typeof expiration !== 'string' || !EXPIRATION.test(expiration) || Number.isNaN(Date.parse(expiration))) {
    throw invalid(`Invalid 'expiration' value: '${String(expiration)}'`);
  }
  if (!Array.isArray(conditions)) throw invalid("Missing 'conditions'.");
  const isRange = (condition: unknown): boolean => Array.isArray(condition) && lower(condition[0]) === 'content-length-range';
  const ranges = conditions.filter(isRange).map(parseRange);
  return {
    expiration: Date.parse(expiration),
    conditions: conditions.filter((condition) => !isRange(condition)).map(parseCondition),
    size: { min: Math.max(0, ...ranges.map(({ min }) => min)), max: Math.min(MAX_UPLOAD, ...ranges.map(({ max }) => max)) },
  };
}

function parseCondition(condition: unknown): Condition {
  if (Array.isArray(condition)) {
    const [operator, variable, value] = condition as unknown[];
    const known = lower(operator);
    const wellFormed = condition.length === 3 && typeof variable === 'string' && variable.startsWith('$') && typeof value === 'string';
    if (!wellFormed || (known !== 'eq' && known !== 'starts-with')) throw invalid(`Invalid Condition: ${JSON.stringify(condition)}`);
    return { operator: known, variable, value };
  }
  const entries = typeof condition === 'object' && condition !== null ? Object.entries(condition) : [];
  const [name, value] = entries[0] ?? [];
  if (entries.length !== 1 || typeof value !== 'string') {
    throw invalid('Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.');
  }
  return { operator: 'eq', variable: `$${name}`, value };
}

function parseRange(condition: unknown[]): SizeRange {
  const [min, max] = condition.slice(1).map((size) => (/^\d+$/.test(String(size)) ? Number(size) : NaN));
  if (condition.length !== 3 || min === undefined || max === undefined || Number.isNaN(min + max)) {
    throw invalid(`Invalid content-length-range: ${JSON.stringify(condition)}`);
  }
  return { min, max };
}

function isMet({ operator, variable, value }: Condition, fields: Fields): boolean {
  const field = fieldOf(variable);
  const actual = fields.get(field);
  if (actual === undefined) return false;
  if (operator === 'eq') return actual === value;
  // A list of types must begin so in every part, or a form for images would let `image/png,text/html` through.
  const parts = field === 'content-type' ? actual.split(',').map((part) => part.trim()) : [actual];
  return parts.every((part) => part.startsWith(value));
}

function fieldOf(variable: string): string {
  return variable.slice(1).toLowerCase();
}

function lower(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('Invalid JSON.');
  }
}

function invalid(reason: string): S3Error {
  return new S3Error('InvalidPolicyDocument', `Invalid Policy: ${reason}`);
}

function violation(reason: string): S3Error {
  return new S3Error('AccessDenied', `Invalid according to Policy: ${reason}`);
}
