const PARAMS = {
  type: 'object' as const,
  additionalProperties: { oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'array', items: { type: 'string' } }] },
};
const CASE = 'With them you can write your own text. `case` says which of several situations the code means.';

/** The values in a text for people. @param text the property that has it */
export const paramsOf = (text: string) => ({ ...PARAMS, description: `The values in \`${text}\`. ${CASE}` });

/** A list of `FieldError`. */
export const FIELD_ERRORS = { type: 'array' as const, items: { $ref: '#/components/schemas/FieldError' } };
