import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE_ENGINES } from '../../src/config/config.js';
import { DatabaseHealth } from '../../src/features/health/database-health.js';
import { PORTS } from '../contracts/ports.js';

const filesIn = (folder: string) => readdirSync(folder, { withFileTypes: true });
const CONTRACTS = join(__dirname, '../contracts');

describe('engines', () => {
  it('have a value of DATABASE_ENGINE for each folder in src/persistence', () => {
    const folders = filesIn(join(__dirname, '../../src/persistence')).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual([...DATABASE_ENGINES].sort());
  });

  it.each(DATABASE_ENGINES)('are run against the contracts by a spec: %s', (engine) => {
    const specs = filesIn(__dirname).filter(({ name }) => name.endsWith('.spec.ts') && name.includes(engine));
    expect(specs.map(({ name }) => readFileSync(join(__dirname, name), 'utf8').includes('describeContracts('))).toContain(true);
  });
});

describe('ports', () => {
  const contracts = filesIn(CONTRACTS).filter(({ name }) => name.endsWith('.contract.ts'));
  const text = contracts.map(({ name }) => readFileSync(join(CONTRACTS, name), 'utf8')).join('\n');

  // The app of the end-to-end tests answers for the health of its database.
  it.each(PORTS.filter((port) => port !== DatabaseHealth).map(({ name }) => name))('have a contract: %s', (port) => {
    expect(text.includes(`.port(${port})`)).toBe(true);
  });

  it.each(contracts.map(({ name }) => name))('have a contract that contracts.ts runs: %s', (file) => {
    expect(readFileSync(join(CONTRACTS, 'contracts.ts'), 'utf8')).toContain(`from './${file.replace('.ts', '.js')}'`);
  });
});
