import type { Type } from '@nestjs/common';
import { DatabaseHealth } from '../../src/features/health/database-health.js';
import { exportedClasses } from '../fixtures/exports.js';

/** The ports that every engine provides: the abstract classes in `*.repository.ts` outside the engines, and the health of the database. */
export const PORTS: readonly Type[] = [
  ...exportedClasses<Type>((path) => path.endsWith('.repository.ts') && !path.startsWith('persistence')),
  DatabaseHealth as Type,
];
