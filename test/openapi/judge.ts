import type { WireAnswer } from '../fuzz/wire.js';
import { headerSchema, type Operation } from '../fuzz/document.js';
import { schemaErrors, undocumentedProperties } from './check-schema.js';
import type { GeneratedRequest } from './request-source.js';
import { RULES } from './rules.js';

/** Headers of HTTP itself, and those that tell browsers and caches what they may do. `info.description` of the document names them. */
const OF_EVERY_ANSWER = new Set([
  ...['date', 'connection', 'keep-alive', 'content-type', 'content-length', 'content-encoding', 'transfer-encoding'],
  ...['cache-control', 'vary', 'strict-transport-security', 'content-security-policy', 'referrer-policy', 'cross-origin-resource-policy'],
  ...['x-content-type-options', 'x-frame-options'],
]);
/** Headers that an answer has only sometimes, although its status is documented with them. */
const SOMETIMES = new Set(['link', 'retry-after', 'ratelimit', 'ratelimit-policy']);

interface Problem {
  readonly code?: string;
  readonly errors?: readonly { field: string; code: string }[];
}

/** What an answer has that the document does not say, or lacks that it says. */
export function faultsOf({ operation, expectation }: GeneratedRequest, answer: WireAnswer): string[] {
  const { status } = answer;
  const documented = operation.responses[status];
  if (status >= 500) return [`is a ${status}`];
  if (!documented) return [`has a status that is not documented`];
  return [
    ...bodyFaults(operation, answer),
    ...headerFaults(operation, answer),
    ...(expectation === 'violating' && status < 400 ? ['accepts what violates the schema'] : []),
    ...(expectation === 'fitting' ? refusalFaults(answer) : []),
    ...(expectation === 'found' && status !== 200 ? ['is not there, although an answer named it as its Location'] : []),
  ];
}

/** What a request that fits its schema is refused for, without a listed rule. */
function refusalFaults(answer: WireAnswer): string[] {
  return invalidFields(answer).flatMap(({ field, code }) =>
    code in RULES ? [] : `refuses what fits the schema: ${code} of ${field.replace(/\d+/g, 'n')}`,
  );
}

function invalidFields({ status, text }: WireAnswer): readonly { field: string; code: string }[] {
  if (status !== 400) return [];
  const { code, errors = [] } = JSON.parse(text) as Problem;
  return code === 'validation_failed' ? errors : [];
}

function bodyFaults({ responses }: Operation, { status, headers, text }: WireAnswer): string[] {
  const { content = {} } = responses[status]!;
  const type = String(headers['content-type'] ?? '').split(';')[0]!;
  if (Object.keys(content).length === 0) return text === '' ? [] : ['has a body although none is documented'];
  const schema = content[type]?.schema;
  if (!schema) return [`is of the media type "${type}", which is not documented`];
  if (!type.endsWith('json')) return [];
  const body = JSON.parse(text) as unknown;
  return [...schemaErrors(schema, body), ...undocumentedProperties(schema, body)];
}

function headerFaults({ responses }: Operation, answer: WireAnswer): string[] {
  const { status, headers } = answer;
  const documented = Object.fromEntries(Object.entries(responses[status]!.headers ?? {}).map(([name, each]) => [name.toLowerCase(), each]));
  const undocumented = Object.keys(headers).filter((name) => !OF_EVERY_ANSWER.has(name) && !documented[name]);
  const faults = Object.entries(documented).flatMap(([name, header]) => {
    const value = headers[name];
    if (value === undefined) return isExpected(name, answer) ? [`has no ${name}`] : [];
    const schema = headerSchema(header);
    const read = schema.type === 'integer' ? Number(value) : value;
    return schemaErrors(schema, read, name);
  });
  return [...undocumented.map((name) => `has the header ${name}, which is not documented`), ...faults];
}

function isExpected(name: string, { status, headers, text }: WireAnswer): boolean {
  if (name === 'etag') return headers['cache-control'] !== 'no-store';
  // A file does not say whether it is the last one.
  if (name === 'link') return text.startsWith('{') && (JSON.parse(text) as { nextCursor: unknown }).nextCursor !== null;
  if (name === 'retry-after') return status === 429 || (JSON.parse(text) as Problem).code === 'in_progress';
  return !SOMETIMES.has(name);
}
