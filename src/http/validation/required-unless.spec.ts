import { ValidationFailed } from '../../core/errors/errors.js';
import { fault } from '../../core/errors/field-error.js';
import { RequiredUnless } from './required-unless.js';
import { validationPipe } from './validation.pipe.js';
import { OptionalLine } from './text.validators.js';
import { Optional } from './validators.js';

class NamedDto {
  @RequiredUnless('other', fault('required.name'))
  @OptionalLine(5)
  name?: string;

  @Optional()
  @OptionalLine(5)
  other?: string;
}

/** The codes of the fields that are refused. */
async function refusalOf(body: object): Promise<string[]> {
  try {
    await validationPipe().transform(body, { type: 'body', metatype: NamedDto });
    return [];
  } catch (error) {
    return (error as ValidationFailed).details.errors!.map(({ field, code, params }) => `${field} ${code} ${String(params?.case)}`);
  }
}

describe('a property that is required unless there is another one', () => {
  it.each([[{ name: 'An' }], [{ other: 'Le' }], [{ name: '', other: 'Le' }], [{ name: 'An', other: ' ' }], [{ name: 'An', other: 'Le' }]])(
    'is valid in %j',
    async (body) => {
      expect(await refusalOf(body)).toEqual([]);
    },
  );

  it.each([[{}], [{ name: '' }], [{ other: '' }], [{ name: ' ', other: '\u200b' }]])(
    'is refused in %j, and the error says why',
    async (body) => {
      expect(await refusalOf(body)).toEqual(['name required name']);
    },
  );

  it.each([
    [{ name: null }, 'name not_text undefined'],
    [{ name: 7, other: 'Le' }, 'name not_text undefined'],
    [{ name: 'too long', other: '' }, 'name too_long undefined'],
    [{ other: null }, 'other not_text undefined'],
  ])('has the rules of its type in %j', async (body, error) => {
    expect(await refusalOf(body)).toEqual([error]);
  });
});
