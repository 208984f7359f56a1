import type { CurrentDto, DomainErrorClass } from '../../core/errors/domain-error.js';

/** Names the DTO of `details.current` of an error, for every problem document and for the documentation. */
export const PresentsCurrent =
  (error: DomainErrorClass, dto: CurrentDto): MethodDecorator =>
  () =>
    void Object.assign(error, { current: dto });
