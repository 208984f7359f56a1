import type { DomainError } from '../../core/errors/domain-error.js';
import type { FieldError } from '../../core/errors/field-error.js';
import type { Catalogue, DetailKey, FieldKey } from '../../core/messages/catalogue.js';
import { format, keyOf } from '../../core/messages/message.js';

/** What an error says, in one language. */
export interface Said {
  readonly title: string;
  readonly detail: string;
  readonly errors?: FieldError[];
}

/** Puts an error into the language of a catalogue. Without one, it stays in English. */
export function translate(error: DomainError, catalogue?: Catalogue): Said {
  const { title, detail, code } = error;
  const { errors } = error.details;
  if (!catalogue) return { title, detail: detail.message, errors };
  const translated = errors?.map((each) => translateField(each, catalogue));
  const ownTitle = catalogue.titles[code]!;
  if (detail.glue !== undefined) {
    const texts = (translated ?? []).map(({ field, message }) => `${toSubject(field, catalogue)}${detail.glue}${message}`);
    return { title: ownTitle, detail: texts.join(' '), errors: translated };
  }
  const text = detail.code === undefined ? ownTitle : catalogue.details[keyOf({ code, params: detail.params }) as DetailKey];
  return { title: ownTitle, detail: format(text, detail.params), errors: translated };
}

/** Puts an error of one field into the language of a catalogue. Without one, it stays in English. */
export function translateField(error: FieldError, catalogue?: Catalogue): FieldError {
  return catalogue ? { ...error, message: format(catalogue.fields[keyOf(error) as FieldKey], error.params) } : error;
}

/** A property keeps its name. */
function toSubject(field: string, { places }: Catalogue): string {
  const [, line] = /^line (\d+)$/.exec(field) ?? [];
  if (line !== undefined) return format(places.line, { line });
  return Object.hasOwn(places, field) ? places[field as keyof typeof places] : field;
}
