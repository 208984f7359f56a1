import {
  applyDecorators,
  HttpCode,
  SetMetadata,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { tap, type Observable } from 'rxjs';

export const CREATES = 'created:creates';

class LocationInterceptor<T> implements NestInterceptor<T, T> {
  constructor(private readonly nameOf: (body: T) => string) {}

  intercept(context: ExecutionContext, next: CallHandler<T>): Observable<T> {
    const { path } = context.switchToHttp().getRequest<Request>();
    const response = context.switchToHttp().getResponse<Response>();
    return next.handle().pipe(tap((body) => response.setHeader('Location', `${path}/${encodeURIComponent(this.nameOf(body))}`)));
  }
}

/** Marks a route that creates a thing below its own path. It answers 201 with the `Location` of the new thing. */
export const Creates = <T>(nameOf: (body: T) => string): MethodDecorator =>
  applyDecorators(HttpCode(201), SetMetadata(CREATES, true), UseInterceptors(new LocationInterceptor(nameOf)));
