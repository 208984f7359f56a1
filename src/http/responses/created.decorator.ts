import { applyDecorators, HttpCode, type NestInterceptor, SetMetadata, UseInterceptors } from '@nestjs/common';
import type { Request, Response } from 'express';
import { tap } from 'rxjs';

export const CREATES = 'created:creates';

const setLocation = <T>(nameOf: (body: T) => string): NestInterceptor<T, T> => ({
  intercept(context, next) {
    const { path } = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(tap((body) => response.setHeader('Location', `${path}/${encodeURIComponent(nameOf(body))}`)));
  },
});

/** What a route that creates declares. */
export interface Creating {
  /** Whether the resource has an address where it can be read. */
  readonly hasLocation: boolean;
}

/**
 * Marks a route that creates a resource. It returns 201.
 * @param nameOf the last part of the address where the resource can be read, below the path of the route. The response then has a `Location`.
 */
export const Creates = <T>(nameOf?: (body: T) => string): MethodDecorator =>
  applyDecorators(
    HttpCode(201),
    SetMetadata(CREATES, { hasLocation: nameOf !== undefined } satisfies Creating),
    ...(nameOf ? [UseInterceptors(setLocation(nameOf))] : []),
  );
