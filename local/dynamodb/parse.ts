import { type Expression, rules, validations } from './dynalite.js';
import { invalid } from './errors.js';
import { MAX_ITEM_SIZE } from './item.js';

/** A request as it came in: any JSON object. */
export type Body = Record<string, unknown>;

type Path = (string | number)[];

/** What dynalite's parsers leave in a request, for its actions. */
interface Parsed {
  _updates?: { sections: { type: string; path: Path }[] };
  _condition?: { expression: Expression };
  _filter?: { expression: Expression };
}

/** A request with its types checked, its unknown members dropped and its expressions parsed. @throws Refusal */
export function parse<Request extends object>(operation: keyof typeof rules, body: Body): Request {
  const { types, custom } = rules[operation];
  const request = validations.checkTypes({ ...body }, types);
  validations.checkValidations(request, types, custom, { options: { maxItemSize: MAX_ITEM_SIZE } });
  const { _updates, _condition, _filter } = request as Parsed;
  if (_updates) _updates.sections = removingFromTheBack(_updates.sections);
  for (const parsed of [_condition, _filter]) if (parsed) assertComparable(parsed.expression);
  return request as Request;
}

/** dynalite applies updates one after another, but all indexes of lists mean the item as it was: so removals go last, and the last element first. */
function removingFromTheBack<Section extends { type: string; path: Path }>(sections: Section[]): Section[] {
  const shortensList = ({ type, path }: Section) => type === 'remove' && typeof path.at(-1) === 'number';
  const removals = sections.filter(shortensList).sort((one, other) => comparePaths(other.path, one.path));
  return [...sections.filter((section) => !shortensList(section)), ...removals];
}

function comparePaths(one: Path, other: Path): number {
  const at = one.findIndex((piece, position) => piece !== other[position]);
  if (at < 0) return one.length - other.length;
  const [a, b] = [one[at]!, other[at]];
  if (b === undefined) return 1;
  return a < b ? -1 : 1;
}

/** dynalite compares lists and maps by identity, which would quietly be wrong. */
function assertComparable(expression: Expression): void {
  const compared = ['=', '<>', 'in'].includes(expression.type);
  for (const argument of expression.args ?? []) {
    if (Array.isArray(argument)) continue;
    if (compared && ('L' in argument || 'M' in argument)) throw invalid('The local database cannot compare lists or maps.');
    if ('type' in argument) assertComparable(argument);
  }
}

/** @throws Refusal unless the value is absent or one of those listed */
export function assertOneOf(value: unknown, member: string, values: string[]): void {
  if (value == null || values.includes(value as string)) return;
  const constraint = `Member must satisfy enum value set: [${values.join(', ')}]`;
  throw invalid(
    `1 validation error detected: Value '${typeof value === 'string' ? value : JSON.stringify(value)}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}

/** The table that a call about tables names. @throws Refusal if it names none */
export function tableNameOf({ TableName }: Body): string {
  if (typeof TableName === 'string') return TableName;
  throw invalid("The parameter 'TableName' is required but was not present in the request");
}
