import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import { DatabaseHealth } from '../../src/features/health/database-health.js';

const SOURCE = join(__dirname, '../../src');

/** The ports that every engine provides: the abstract classes in `*.repository.ts` outside the engines, and the health of the database. */
export const PORTS: readonly Type[] = [
  ...readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.repository.ts') && !file.startsWith('persistence'))
    .flatMap((file) => Object.values(jest.requireActual<Record<string, Type>>(join(SOURCE, file))))
    .filter((exported) => typeof exported === 'function'),
  DatabaseHealth as Type,
];
