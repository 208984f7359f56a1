import { fault } from '../../core/errors/field-error.js';
import { decodeText, readCsv } from './csv.js';
import type { Columns } from './header.js';
import { MalformedFile } from './malformed-file.js';
import { type ReadOptions, readTable, type Table } from './table.js';
import { MAX_XML, workbookRecords } from './workbook.js';

const ZIP = [0x50, 0x4b, 0x03, 0x04];
/** A file of Excel before 2007. A workbook with a password has the same form. */
const OLD_EXCEL = [0xd0, 0xcf, 0x11, 0xe0];

/** A file that a client has sent, and that is not read yet: a text, or a workbook (`.xlsx`). Its content tells which, not its media type. */
export class SpreadsheetFile {
  /** @param maxXml the characters of XML that are read of a workbook */
  constructor(
    private readonly bytes: Buffer,
    private readonly maxXml = MAX_XML,
  ) {}

  /**
   * Reads the rows.
   * @throws MalformedFile names the line, or the columns; ValidationFailed at the first row beyond `maxRows`, and for a map that does not fit
   */
  async read(columns: Columns, options: ReadOptions): Promise<Table> {
    if (this.beginsWith(OLD_EXCEL)) throw MalformedFile.whole(fault('old_excel'));
    if (this.beginsWith(ZIP)) return readTable(await workbookRecords(this.bytes, this.maxXml), columns, options);
    return readCsv(decodeText(this.bytes), columns, options);
  }

  private beginsWith(signature: readonly number[]): boolean {
    return signature.every((byte, at) => this.bytes[at] === byte);
  }
}
