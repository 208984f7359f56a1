import type { CurrentDto, DomainErrorClass } from '../../core/errors/domain-error.js';

/** Names the DTO in which `details.current` of an error leaves the API: in the body of every problem, and in the documentation. */
export const PresentsCurrent =
  (error: DomainErrorClass, dto: CurrentDto): MethodDecorator =>
  () =>
    void Object.assign(error, { current: dto });
