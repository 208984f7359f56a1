import { readFileSync } from 'node:fs';
import { ROLES, toGroup } from '../../src/auth/actor.js';
import type { Operation } from '../fixtures/operations.js';
import { describeAccess } from './access-matrix.js';
import { PAGE, withTable } from './document.js';
import { MATRIX } from './matrix.js';

/** The first route of each rule: a rule is one combination of statuses. */
const SAMPLE = new Map((Object.keys(MATRIX) as Operation[]).reverse().map((operation) => [JSON.stringify(MATRIX[operation]), operation]));

describeAccess('a route of each rule of access', [...SAMPLE.values()]);

describe('the authorisation reference', () => {
  it('contains the table of roles and routes', () => {
    const page = readFileSync(PAGE, 'utf8');
    expect(page).toBe(withTable(page));
  });

  it.each(ROLES)('describes the role %s', (role) => {
    expect(readFileSync(PAGE, 'utf8')).toContain(`\n| \`${role}\` | \`${toGroup(role)}\` | `);
  });
});
