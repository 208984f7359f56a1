/** What spreadsheet programs take for the beginning of a formula, or of a command. */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/;
const DEFUSED = /^'+[=+\-@\t\r＝＋－＠]/;

/** A text as it is written, so that no program computes it: one more apostrophe stands in front of what looks like a formula. */
export function escapeFormula(text: string): string {
  const cell = text.normalize('NFC').trim();
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** A cell as it is meant: composed, trimmed, and without the apostrophe that `safe` put in front. */
export function unescapeFormula(cell: string): string {
  const text = cell.normalize('NFC').trim();
  return DEFUSED.test(text) ? text.slice(1).trim() : text;
}
