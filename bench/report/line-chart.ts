import { escape, svg, THIS_APP } from './svg.js';

/** What one line joins: what comes of what. */
export interface Line {
  readonly label: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Whether it stands for the app, and not for what that is measured against. */
  readonly isThisApp?: boolean;
}

/** Names of the two axes. */
export interface Axes {
  readonly x: string;
  readonly y: string;
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [860, 380, 70, 190, 50, 50];
const [OTHERS, GRID] = ['#7d8790', '#e1e4e8'];
const COLUMNS = 6;

/** A chart of lines, as SVG; upwards each line of the grid is ten times the one below. */
export function lineChart(title: string, axes: Axes, lines: readonly Line[]): string {
  const points = lines.flatMap((line) => line.points);
  const most = Math.max(...points.map(({ x }) => x));
  const powers = points.map(({ y }) => Math.log10(y));
  const [low, high] = [Math.floor(Math.min(...powers)), Math.ceil(Math.max(...powers))];
  const [foot, edge] = [HEIGHT - BOTTOM, WIDTH - RIGHT];
  const across = (x: number) => Number((LEFT + (x / most) * (edge - LEFT)).toFixed(1));
  const up = (y: number) => Number((foot - ((Math.log10(y) - low) / (high - low)) * (foot - TOP)).toFixed(1));
  const rows = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  const step = Math.ceil(most / COLUMNS / 50) * 50;
  const columns = Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
  return svg(WIDTH, HEIGHT, title, axes.y, [
    ...rows.flatMap((y) => [
      `<path d="M${LEFT} ${up(y)}H${edge}" stroke="${GRID}"/>`,
      `<text x="${LEFT - 8}" y="${up(y) + 4}" text-anchor="end">${y}</text>`,
    ]),
    ...columns.map((x) => `<text x="${across(x)}" y="${foot + 18}" text-anchor="middle">${x}</text>`),
    `<text x="${(LEFT + edge) / 2}" y="${HEIGHT - 10}" text-anchor="middle">${escape(axes.x)}</text>`,
    ...lines.flatMap(({ label, points: joined, isThisApp }) => {
      const colour = isThisApp ? THIS_APP : OTHERS;
      const last = joined.at(-1)!;
      return [
        `<polyline points="${joined.map(({ x, y }) => `${across(x)},${up(y)}`).join(' ')}" fill="none" stroke="${colour}" stroke-width="2.5"/>`,
        ...joined.map(({ x, y }) => `<circle cx="${across(x)}" cy="${up(y)}" r="3.5" fill="${colour}"/>`),
        `<text x="${across(last.x) + 10}" y="${up(last.y) + 4}" fill="${colour}"${isThisApp ? ' font-weight="bold"' : ''}>${escape(label)}</text>`,
      ];
    }),
  ]);
}
