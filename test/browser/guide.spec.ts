import { linesNotRun } from './coverage.js';
import { packagesOf, readBlocks, toModule } from './guide.js';

const PAGE = `# Page

## First

\`\`\`js
import { b } from 'a/b';

const ready = b ? 1 : 2;
\`\`\`

\`\`\`mermaid
graph
\`\`\`

## Second

\`\`\`js
if (ready) {
  throw new Error('Not ready');
}
\`\`\`
`;

describe('the code of the guide', () => {
  const blocks = readBlocks(PAGE);

  it('is every block, with its section and line', () => {
    expect(blocks.map(({ section, line }) => [section, line])).toEqual([
      ['First', 6],
      ['Second', 18],
    ]);
    expect(packagesOf(blocks)).toEqual(['a/b']);
  });

  it.each(['```ts', '```', '``` js', '  ```js', '````js', '~~~js'])(
    'may not be in a block that begins with %p, which would not run',
    (fence) => {
      expect(() => readBlocks(`${PAGE}\n${fence}\nlet it;\n\`\`\`\n`)).toThrow(
        `docs/guides/api-clients.md:23: "${fence.trim()}" begins a block`,
      );
    },
  );

  it('may not be in a block without an end', () => {
    expect(() => readBlocks(`${PAGE}\n\`\`\`js\nlet it;\n`)).toThrow('docs/guides/api-clients.md:23: the block has no end.');
  });

  it('did not run where no run counted it', () => {
    const source = toModule(blocks);
    const at = (text: string) => ({ startOffset: source.indexOf(text), endOffset: source.indexOf(text) + text.length });
    const whole = { startOffset: 0, endOffset: source.length, count: 1 };
    const withoutTwo = [{ ranges: [whole, { ...at(': 2'), count: 0 }] }];
    const withoutOne = [{ ranges: [whole, { ...at('? 1'), count: 0 }, { ...at('throw new'), count: 0 }] }];
    expect(linesNotRun(blocks, [withoutTwo])).toEqual(['docs/guides/api-clients.md:8: : 2']);
    expect(linesNotRun(blocks, [withoutTwo, withoutOne])).toEqual([]);
    expect(linesNotRun(blocks, [withoutOne])).toEqual(['docs/guides/api-clients.md:8: ? 1', 'docs/guides/api-clients.md:19: throw new']);
    expect(linesNotRun(blocks, [])).toHaveLength(4);
  });
});
