import type { FieldKey } from '../messages/catalogue.js';
import { EN } from '../messages/en.js';
import { type CodeOf, format, type Params, type ParamsOf, toMessage } from '../messages/message.js';

export type FieldCode = CodeOf<FieldKey>;

/** One invalid part of the input. `field` is a path such as `components[0].weight`. */
export interface FieldError {
  readonly field: string;
  /** The same in all languages. */
  readonly code: FieldCode;
  /** In English. */
  readonly message: string;
  /** The values in the message. `case` says which of several situations a code means. */
  readonly params?: Params;
}

/** What is wrong with a part of the input, before its place is known. */
export type Fault = Omit<FieldError, 'field'>;

/** Makes a fault of a key of the catalogue and the values of its text. */
export function fault<Key extends FieldKey>(key: Key, ...[params]: ParamsOf<(typeof EN.fields)[Key]>): Fault {
  return { ...toMessage(key, params as Params | undefined), message: format(EN.fields[key], params) };
}

/** As `fault`, at a place. */
export function fieldError<Key extends FieldKey>(field: string, key: Key, ...params: ParamsOf<(typeof EN.fields)[Key]>): FieldError {
  return { field, ...fault(key, ...params) };
}
