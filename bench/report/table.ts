/** Formats a table as text: the first column left-aligned, the others right-aligned. */
export function formatTable(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [columns, ...rows].map((cells) => cells.map(String));
  const widths = columns.map((_, column) => Math.max(...lines.map((cells) => cells[column]!.length)));
  const padded = lines.map((cells) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  return [padded[0], widths.map((width) => '-'.repeat(width)).join('  '), ...padded.slice(1)].join('\n');
}
