import type { EngineUnderTest } from '../engine.js';
import { renamesContract } from './renames.contract.js';
import { termsContract } from './terms.contract.js';
import { usersContract } from './users.contract.js';

/** A contract: what every engine must do behind one port. */
export type Contract = (engine: () => EngineUnderTest) => void;

const CONTRACTS: Contract[] = [renamesContract, termsContract, usersContract];

/** All that an engine must do. An engine's spec calls this, and adds nothing. */
export function describeContracts(name: string, start: () => Promise<EngineUnderTest>): void {
  describe(name, () => {
    let engine: EngineUnderTest;
    beforeAll(async () => {
      engine = await start();
    });
    afterAll(() => engine.close());
    CONTRACTS.forEach((contract) => contract(() => engine));
  });
}
