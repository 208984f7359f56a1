import { SetMetadata } from '@nestjs/common';
import type { DomainErrorClass } from '../../core/errors/domain-error.js';

export const THROWN_ERRORS = 'problems:refusals';

/** Names the domain errors of a route, for its documentation. What every route of its kind can answer goes without saying. */
export const Throws = (...errors: DomainErrorClass[]): MethodDecorator => SetMetadata(THROWN_ERRORS, errors);
