import { zipSync } from 'fflate';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { prepare, type Subject, SUBJECTS } from '../lambda/subjects.js';
import { publish } from '../report/report.js';

const [SOME, MANY] = [20_000, 100_000];
const [MEGABYTE, MEBIBYTE] = [1e6, 2 ** 20];
/** The bundled subjects. Without a bundle the size is that of all installed packages. */
const MEASURED: Subject[] = [SUBJECTS.app, SUBJECTS.hono, SUBJECTS.checked, SUBJECTS.express, SUBJECTS.fastify, SUBJECTS.nestBundled];

/** The size of the deployed package without its code cache, which is made where it runs. */
function sizesOf({ module }: Subject) {
  const folder = dirname(module);
  const names = readdirSync(folder).filter((name) => !name.endsWith('.cache'));
  const files = Object.fromEntries(names.map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]));
  const unzipped = Object.values(files).reduce((sum, { length }) => sum + length, 0);
  return { zip: zipSync(files, { level: 9 }).length, unzipped };
}

/** Measures the size of the packages, and whether memory grows with the number of requests. */
async function main(): Promise<void> {
  const measure = await prepare();
  // Concurrently, because memory does not depend on timing.
  const measured = new Map(
    await Promise.all(
      MEASURED.map(async (one) => {
        const heap = await measure<Record<number, number>>('memory.mjs', one, `${SOME}`, `${MANY}`);
        return [one, { ...sizesOf(one), some: heap[SOME]!, many: heap[MANY]! }] as const;
      }),
    ),
  );
  const ours = measured.get(SUBJECTS.app)!;
  publish({
    name: 'size',
    title: 'Size of the package without code cache and source map, and heap after collecting garbage',
    columns: ['', 'zip MB', 'unzipped MB', `heap MiB after ${SOME} requests`, `after ${MANY}`, 'growth MiB'],
    rows: MEASURED.map((one) => {
      const { zip, unzipped, some, many } = measured.get(one)!;
      const parts = [zip / MEGABYTE, unzipped / MEGABYTE, some / MEBIBYTE, many / MEBIBYTE, (many - some) / MEBIBYTE];
      return [one.name, ...parts.map((part) => part.toFixed(2))];
    }),
    targets: [
      { what: 'zip, MB', reached: ours.zip / MEGABYTE, max: 1 },
      { what: `growth from ${SOME} to ${MANY} requests, MiB`, reached: (ours.many - ours.some) / MEBIBYTE, max: 1 },
    ],
    chart: {
      title: 'What is uploaded',
      unit: 'MB, zipped, without code cache',
      bars: MEASURED.map((one) => ({ label: one.name, value: measured.get(one)!.zip / MEGABYTE, isThisApp: one === SUBJECTS.app })),
    },
    measured: Object.fromEntries(MEASURED.map((one) => [one.name, measured.get(one)])),
  });
}

void main();
