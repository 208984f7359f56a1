import { SetMetadata } from '@nestjs/common';
import type { DomainErrorClass } from '../../core/errors/domain-error.js';

export const THROWN_ERRORS = 'problems:thrown-errors';

/** Lists the domain errors of a route for the documentation, except the errors of every route of its kind. */
export const Throws = (...errors: DomainErrorClass[]): MethodDecorator => SetMetadata(THROWN_ERRORS, errors);
