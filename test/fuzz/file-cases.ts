import { BODY_LIMIT } from './body-cases.js';
import type { Change } from './cases.js';
import type { Operation } from './document.js';
import type { Refusal } from './refusal.js';

const NOT_TAKEN: Refusal = { statuses: [415], code: 'unsupported_media_type' };

/** Everything that can be wrong with a file, whatever its columns are. */
export function fileCases({ body }: Operation): Change[] {
  const file = (kind: string, rawBody: string | Buffer, refusal: Refusal = { statuses: [400] }, type = 'text/csv'): Change => ({
    kind: `a file: ${kind}`,
    changed: { rawBody, headers: { 'content-type': type } },
    refusal,
  });
  return [
    file('blank', ' \n\n'),
    file('with a header only', 'surprise\n'),
    file('of unknown columns', 'surprise,another\n1,2\n'),
    file('with an open quotation mark', 'surprise\n"1\n'),
    file('with a NUL', 'surprise\n\0\n'),
    file('with a column twice', 'surprise,surprise\n1,2\n'),
    file('that is not UTF-8', Buffer.from([0x61, 0xff, 0xfe, 0x0a, 0x31])),
    file('in UTF-16', Buffer.from('surprise\n1\n', 'utf16le'), NOT_TAKEN, 'text/csv; charset=utf-16le'),
    file('a byte more than 256 KiB', 'x'.repeat(BODY_LIMIT + 1), { statuses: [413], code: 'payload_too_large' }),
    file('as a spreadsheet', 'PK', NOT_TAKEN, 'application/vnd.ms-excel'),
    ...(body ? [] : [file('as JSON', '{"surprise":1}', NOT_TAKEN, 'application/json')]),
  ];
}
