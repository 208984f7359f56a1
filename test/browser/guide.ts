import { readFileSync } from 'node:fs';

export const PAGE = 'docs/guides/api-clients.md';

/** Code of the guide. */
export interface Block {
  /** The heading above it. */
  readonly section: string;
  /** The number of its first line in the page. */
  readonly line: number;
  readonly code: string;
}

/** The blocks of the guide in their order. @throws if a block would not run: if it is in another language, or begins in another way than "```js" */
export function readBlocks(page = readFileSync(PAGE, 'utf8')): Block[] {
  const lines = page.split('\n');
  const blocks: Block[] = [];
  let section = '';
  for (let index = 0; index < lines.length; index++) {
    const text = lines[index]!;
    section = /^## (.*)/.exec(text)?.[1] ?? section;
    if (!/^\s*(`{3}|~{3})/.test(text)) continue;
    const place = `${PAGE}:${index + 1}`;
    if (!['```js', '```mermaid'].includes(text)) throw new Error(`${place}: "${text.trim()}" begins a block that would not run.`);
    const end = lines.indexOf('```', index + 1);
    if (end < 0) throw new Error(`${place}: the block has no end.`);
    if (text === '```js') blocks.push({ section, line: index + 2, code: lines.slice(index + 1, end).join('\n') });
    index = end;
  }
  return blocks;
}

/** The packages that blocks import. */
export function packagesOf(blocks: readonly Block[]): string[] {
  return [...new Set(blocks.flatMap(({ code }) => [...code.matchAll(/^import .* from '(.+)';$/gm)].map(([, name]) => name!)))];
}

/** Blocks as one module. After each, it calls `afterBlock(index, see)`, where `see` evaluates an expression in the scope of the module. */
export function toModule(blocks: readonly Block[]): string {
  return blocks.map(({ code }, index) => `${code}${after(index)}`).join('');
}

function after(index: number): string {
  return `\nawait afterBlock(${index}, (expression) => eval(expression));\n`;
}

/** The place of each block's code in the module: its first character. */
export function offsetsOf(blocks: readonly Block[]): number[] {
  let offset = 0;
  return blocks.map(({ code }, index) => {
    const start = offset;
    offset += code.length + after(index).length;
    return start;
  });
}
