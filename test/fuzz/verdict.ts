import type { BadCase } from './cases.js';
import type { WireAnswer } from './wire.js';

interface ProblemBody {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  instance?: string;
  code?: string;
  requestId?: string;
  errors?: { field?: unknown; code?: unknown; message?: unknown }[];
}

/** Codes of rules that only a value of the right type can break. */
const OF_MEASURES =
  /^(too_(small|large|short|long|few|many)|invalid_(code|key|phone|path|media_type|file_name)|repeated_key|weights_not_100|id_or_code)$/;
/** No answer to something bad is larger, in characters, however much was bad. */
const MAX_REFUSAL = 20_000;

/** What is wrong with an answer to something bad; nothing if it was refused as it is to be. */
export function faultsOf({ refusal }: BadCase, answer: WireAnswer): string[] {
  if (!refusal) return answer.status === 200 ? [] : [`answered ${answer.status} instead of 200`];
  const { status, headers, text } = answer;
  if (!refusal.statuses.includes(status)) return [`answered ${status} instead of ${refusal.statuses.join(' or ')}: ${text.slice(0, 300)}`];
  // A bad row in an answer to all: that it changed nothing is what matters.
  if (status === 200) return [];
  if (refusal.isOfGateway) return /^\{"message":"[\w ]+"\}$/.test(text) ? [] : [`is no answer of the gateway: ${text.slice(0, 300)}`];
  if (!String(headers['content-type']).startsWith('application/problem+json')) return [`is of type ${String(headers['content-type'])}`];
  const problem = JSON.parse(text) as ProblemBody;
  return [
    ...(text.length > MAX_REFUSAL ? [`is ${text.length} characters long`] : []),
    ...(refusal.code && problem.code !== refusal.code ? [`has the code ${problem.code}`] : []),
    ...(problem.status === status && problem.requestId === headers['x-request-id'] ? [] : ['tells another status or request id']),
    ...(isTold(problem) ? [] : ['is no whole problem document']),
    ...(/\bat \S+:\d+:\d+|node_modules|dynamodb|undefined/i.test(problem.detail ?? '') ? [`tells internals: ${problem.detail}`] : []),
    ...(problem.code === 'validation_failed' ? faultsOfFields(refusal, problem) : []),
  ];
}

function isTold({ type, title, detail, instance, code }: ProblemBody): boolean {
  return (
    type === `urn:student-management:problem:${code}` && [title, detail, instance].every((part) => typeof part === 'string' && part !== '')
  );
}

function faultsOfFields({ field, isOfType }: NonNullable<BadCase['refusal']>, { errors = [] }: ProblemBody): string[] {
  const listed = JSON.stringify(errors).slice(0, 400);
  if (errors.length === 0) return ['names no field'];
  const isWhole = errors.every((error) =>
    [error.field, error.code, error.message].every((part) => typeof part === 'string' && part !== ''),
  );
  if (!isWhole) return [`has an error without field, code or message: ${listed}`];
  if (field === undefined) return [];
  const about = errors.filter((error) => isAbout(String(error.field), field));
  if (about.length === 0) return [`does not name ${field}: ${listed}`];
  if (isOfType && about.every((error) => OF_MEASURES.test(String(error.code))))
    return [`names a measure, not the type, of ${field}: ${listed}`];
  return [];
}

/** Whether what was named is the field, or what it is a part of. */
function isAbout(named: string, field: string): boolean {
  return (
    named === field ||
    named.startsWith(`${field}.`) ||
    named.startsWith(`${field}[`) ||
    field.startsWith(`${named}.`) ||
    field.startsWith(`${named}[`)
  );
}
