import { SetMetadata } from '@nestjs/common';
import type { DomainErrorClass } from '../../core/errors/domain-error.js';

export const REFUSALS = 'problems:refusals';

/** Names the domain errors of a route, for its documentation. What every route of its kind can answer goes without saying. */
export const Refuses = (...errors: DomainErrorClass[]): MethodDecorator => SetMetadata(REFUSALS, errors);
