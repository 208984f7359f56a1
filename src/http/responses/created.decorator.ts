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

/** Marks a route that creates a resource below its own path. It returns 201 with the `Location` of the resource. */
export const Creates = <T>(nameOf: (body: T) => string): MethodDecorator =>
  applyDecorators(HttpCode(201), SetMetadata(CREATES, true), UseInterceptors(setLocation(nameOf)));
