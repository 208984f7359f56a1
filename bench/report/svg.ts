export const THIS_APP = '#2f6f4f';

const [INK, PAPER] = ['#24292f', '#ffffff'];

/** A drawing with a title on its left, and a note on its right. */
export function svg(width: number, height: number, title: string, note: string, drawn: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13" fill="${INK}" role="img">`,
    `<rect width="${width}" height="${height}" fill="${PAPER}"/>`,
    `<text x="14" y="24" font-size="15" font-weight="bold">${escape(title)}</text>`,
    `<text x="${width - 14}" y="24" text-anchor="end">${escape(note)}</text>`,
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

export function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
