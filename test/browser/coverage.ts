import { type Block, offsetsOf, PAGE } from './guide.js';

/** What V8 counted in one script. */
export interface FunctionCoverage {
  readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
}

/** A line that ends what was left before: `}`, `);` */
const ONLY_CLOSES = /^[\s)\]};]*$/;

/** The lines of the guide of which some code did not run in any of the runs, as `page:line: code`. */
export function linesNotRun(blocks: readonly Block[], runs: readonly (readonly FunctionCoverage[])[]): string[] {
  const counts = runs.map(countCharacters);
  const starts = offsetsOf(blocks);
  return blocks.flatMap(({ code, line }, index) => {
    let offset = starts[index]!;
    return code.split('\n').flatMap((text, row) => {
      const idle = text
        .split('')
        .filter((_, column) => counts.every((count) => !count[offset + column]))
        .join('');
      offset += text.length + 1;
      return ONLY_CLOSES.test(idle) ? [] : [`${PAGE}:${line + row}: ${idle.trim()}`];
    });
  });
}

/** How often each character of a script ran: an inner range says more than the range around it. */
function countCharacters(functions: readonly FunctionCoverage[]): number[] {
  const ranges = functions.flatMap((each) => each.ranges).sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  const counts: number[] = [];
  for (const { startOffset, endOffset, count } of ranges) {
    for (let offset = startOffset; offset < endOffset; offset++) counts[offset] = count;
  }
  return counts;
}
