import { escape, svg, THIS_APP } from './svg.js';

/** A bar, with the quartiles of what it is the median of. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  /** Whether it stands for the app, and not for what that is measured against. */
  readonly isThisApp?: boolean;
}

const [WIDTH, LABELS, VALUES, ROW, TOP] = [860, 330, 90, 28, 44];
const [OTHERS, SPREAD] = ['#a9b4bd', '#57606a'];

/** A chart of bars side by side, as SVG. */
export function barChart(title: string, unit: string, bars: readonly Bar[]): string {
  const longest = Math.max(...bars.map(({ value, high = value }) => high));
  const scaled = (value: number) => ((value / longest) * (WIDTH - LABELS - VALUES)).toFixed(1);
  const height = TOP + bars.length * ROW + 12;
  const rows = bars.map(({ label, value, low, high, isThisApp }, index) => {
    const y = TOP + index * ROW;
    const at = (x: number) => (LABELS + Number(scaled(x))).toFixed(1);
    return [
      `<text x="${LABELS - 10}" y="${y + 15}" text-anchor="end"${isThisApp ? ' font-weight="bold"' : ''}>${escape(label)}</text>`,
      `<rect x="${LABELS}" y="${y + 2}" width="${scaled(value)}" height="18" fill="${isThisApp ? THIS_APP : OTHERS}"/>`,
      low !== undefined && high !== undefined && `<path d="M${at(low)} ${y + 11}H${at(high)}" stroke="${SPREAD}" stroke-width="3"/>`,
      `<text x="${Number(at(high ?? value)) + 8}" y="${y + 15}">${Number(value.toPrecision(3))}</text>`,
    ].filter((part) => part !== false);
  });
  return svg(WIDTH, height, title, unit, rows.flat());
}
