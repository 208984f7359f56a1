import { IsObject } from 'class-validator';
import { validationPipe } from './validation.js';
import type { ValidationFailed } from './errors.js';

class Body {
  @IsObject()
  marks!: object;
}

const errorsOf = async (json: string) => {
  const refusal = (await validationPipe()
    .transform(JSON.parse(json), { type: 'body', metatype: Body })
    .catch((error: unknown) => error)) as ValidationFailed;
  return refusal.details?.errors?.map(({ field, code }) => [field, code]);
};

describe('validationPipe', () => {
  it.each([
    ['{"marks": {"__proto__": 7}}', 'marks.__proto__'],
    ['{"marks": {"constructor": 7}}', 'marks.constructor'],
    ['{"marks": {"a": [{}, {"toString": 7}]}}', 'marks.a[1].toString'],
    ['{"marks": {}, "__proto__": {}}', '__proto__'],
    ['{"marks": {}, "constructor": null}', 'constructor'],
  ])('refuses %s, whose names every object has, instead of dropping them', async (json, field) => {
    expect(await errorsOf(json)).toEqual([[field, 'unknown_property']]);
  });

  it('refuses a body that is nested deeper than any that it knows', async () => {
    const nested = (depth: number) => `{"marks": ${'{"a":'.repeat(depth)}7${'}'.repeat(depth)}}`;
    expect(await errorsOf(nested(10))).toBeUndefined();
    expect(await errorsOf(nested(11))).toEqual([[`marks${'.a'.repeat(10)}`, 'too_deep']]);
    expect(await errorsOf(nested(100_000))).toEqual([[`marks${'.a'.repeat(10)}`, 'too_deep']]);
  });

  it('leaves all other names alone', async () => {
    expect(await errorsOf('{"marks": {"prototype": 7, "final": 8}}')).toBeUndefined();
  });
});
