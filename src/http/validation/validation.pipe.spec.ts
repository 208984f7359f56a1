import { IsInt, IsObject, Max } from 'class-validator';
import type { ValidationFailed } from '../../core/errors/errors.js';
import { validationPipe } from './validation.pipe.js';
import { Id, ListOf, Optional, SingleLine } from './validators.js';

class Item {
  @SingleLine(5)
  name!: string;
}

class Body {
  @IsObject()
  marks!: object;

  @Optional()
  @Id()
  id?: string;

  @Optional()
  @IsInt()
  @Max(9)
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
    ['{"marks": null}', 'marks', 'is_object'],
    ['{"marks": {}, "items": [{}]}', 'items[0].name', 'required'],
    ['{"marks": {}, "count": "7"}', 'count', 'is_int'],
    ['{"marks": {}, "count": null}', 'count', 'is_int'],
    ['{"marks": {}, "count": 10}', 'count', 'max'],
    ['{"marks": {}, "id": 7}', 'id', 'is_string'],
    ['{"marks": {}, "id": "7"}', 'id', 'is_uuid'],
    ['{"marks": {}, "items": null}', 'items', 'is_array'],
    ['{"marks": {}, "items": []}', 'items', 'array_min_size'],
    ['{"marks": {}, "items": [[]]}', 'items', 'is_list_of_objects'],
    ['{"marks": {}, "items": [{}, {}, {}]}', 'items', 'array_max_size'],
    ['{"marks": {}, "items": [{"name": null}]}', 'items[0].name', 'is_string'],
    ['{"marks": {}, "items": [{"name": "too long"}]}', 'items[0].name', 'is_length'],
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
