import * as fc from 'fast-check';
import { batches, newModel } from './batch.js';
import { ModelSchool } from './model-school.js';

/** Of a run that no test names a seed for. */
export const MODEL_SEED = Number(process.env.MODEL_SEED ?? Date.now() % 2 ** 31);

export interface ModelOptions {
  readonly seed: number;
  /** How many schools. */
  readonly runs: number;
  /** How many batches of requests a school gets. */
  readonly length: number;
  /** A DynamoDB in place of the embedded one. */
  readonly databaseUrl?: string;
}

/** Runs random requests of several people at once, and compares what is stored with what the audit log says. */
export function describeModel(name: string, { seed, runs, length, databaseUrl }: ModelOptions): void {
  describe(name, () => {
    it('leave the school as the audit log explains it', async () => {
      // As `fc.commands`, but of one length: a school costs more than a batch.
      const commands = fc.array(batches, { minLength: length, maxLength: length });
      const property = fc.asyncProperty(commands, async (drawn) => {
        const school = await ModelSchool.open(databaseUrl);
        try {
          const model = await newModel(school);
          await fc.asyncModelRun(() => ({ model, real: school }), drawn);
        } finally {
          await school.close();
        }
      });
      await fc.assert(property, { seed, numRuns: runs, endOnFailure: true });
    }, 1_800_000);
  });
}
