import type { ValidationFailed } from '../../core/errors/errors.js';
import { validationPipe } from './validation.pipe.js';
import { SingleLine } from './text.validators.js';
import { AnyObject, Id, ListOf, Optional, WholeNumber } from './validators.js';

class Item {
  @SingleLine(5)
  name!: string;
}

class Body {
  @AnyObject()
  marks!: object;

  @Optional()
  @Id()
  id?: string;

  @Optional()
  @WholeNumber(0, 9)
  count?: number;

  @Optional()
  @ListOf(() => Item, { min: 1, max: 2 })
  items?: Item[];
}

const errorsOf = async (json: string) => {
  const error = (await validationPipe()
    .transform(JSON.parse(json), { type: 'body', metatype: Body })
    .catch((error: unknown) => error)) as ValidationFailed;
  return error.details?.errors?.map(({ field, code }) => [field, code]);
};

describe('validationPipe', () => {
  it.each([
    ['{"marks": {"__proto__": 7}}', 'marks.__proto__'],
    ['{"marks": {"constructor": 7}}', 'marks.constructor'],
    ['{"marks": {"a": [{}, {"toString": 7}]}}', 'marks.a[1].toString'],
    ['{"marks": {}, "__proto__": {}}', '__proto__'],
    ['{"marks": {}, "constructor": null}', 'constructor'],
  ])('rejects %s, a name that every object has', async (json, field) => {
    expect(await errorsOf(json)).toEqual([[field, 'unknown_property']]);
  });

  it.each([
    ['{}', 'marks', 'required'],
    ['{"marks": null}', 'marks', 'not_object'],
    ['{"marks": {}, "items": [{}]}', 'items[0].name', 'required'],
    ['{"marks": {}, "count": "7"}', 'count', 'not_whole_number'],
    ['{"marks": {}, "count": null}', 'count', 'not_whole_number'],
    ['{"marks": {}, "count": 10}', 'count', 'too_large'],
    ['{"marks": {}, "id": 7}', 'id', 'not_text'],
    ['{"marks": {}, "id": "7"}', 'id', 'invalid_id'],
    ['{"marks": {}, "items": null}', 'items', 'not_list'],
    ['{"marks": {}, "items": []}', 'items', 'too_few'],
    ['{"marks": {}, "items": [[]]}', 'items', 'not_objects'],
    ['{"marks": {}, "items": [{}, {}, {}]}', 'items', 'too_many'],
    ['{"marks": {}, "items": [{"name": null}]}', 'items[0].name', 'not_text'],
    ['{"marks": {}, "items": [{"name": "too long"}]}', 'items[0].name', 'too_long'],
    ['{"marks": {}, "items": [{"name": " "}]}', 'items[0].name', 'too_short'],
    ['{"marks": {}, "count": -1}', 'count', 'too_small'],
  ])('returns the most basic error for %s', async (json, field, code) => {
    expect(await errorsOf(json)).toEqual([[field, code]]);
  });

  it('describes empty names, and shortens long names', async () => {
    expect(await errorsOf('{"marks": {}, "": 1}')).toEqual([['""', 'unknown_property']]);
    expect(await errorsOf(`{"marks": {}, "${'x'.repeat(101)}": 1}`)).toEqual([[`${'x'.repeat(100)}…`, 'unknown_property']]);
  });

  it('limits the number of errors', async () => {
    const withUnknown = (count: number) =>
      JSON.stringify({ marks: {}, ...Object.fromEntries(Array.from({ length: count }, (_, index) => [`x${index}`, 1])) });
    expect(await errorsOf(withUnknown(1000))).toHaveLength(50);
  });

  it('accepts all other names', async () => {
    expect(await errorsOf('{"marks": {"prototype": 7, "final": 8}}')).toBeUndefined();
  });
});
