import type { Operation } from '../fixtures/operations.js';
import { describeAccess } from './access-matrix.js';
import { MATRIX } from './matrix.js';

describeAccess('who may use which route', Object.keys(MATRIX) as Operation[]);
