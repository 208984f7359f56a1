import { describeAccess } from './access-matrix.js';
import { MATRIX } from './matrix.js';
import type { Operation } from '../fixtures/operations.js';

describeAccess('who may use which route', Object.keys(MATRIX) as Operation[]);
