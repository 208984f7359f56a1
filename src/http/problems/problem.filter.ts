import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger, NotFoundException } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Actor } from '../../auth/actor.js';
import { RecentSignInRequired } from '../../auth/recent-sign-in.js';
import { currentContext, shownRequestId } from '../../core/context/request-context.js';
import { detail, DomainError } from '../../core/errors/domain-error.js';
import { MalformedJson, MethodNotAllowed, RouteNotFound, UnexpectedError, ValidationFailed } from '../../core/errors/errors.js';
import { fieldError } from '../../core/errors/field-error.js';
import { failureEntry } from '../../core/logging/log.js';
import type { Catalogue } from '../../core/messages/catalogue.js';
import { sendCompressed } from '../responses/compression.js';
import { allowedMethods, requestPath, routePattern } from '../routes.js';
import { negotiateLanguage } from './negotiate-language.js';
import { PROBLEM_MEDIA_TYPE, toProblem } from './problem.js';
import { RefusalLog } from './refusal-log.js';

/** Converts every error to a problem document. An unknown error becomes a 500 without details, and the log has the details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(private readonly refusals: RefusalLog) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request & { user?: Actor }>();
    const response = host.switchToHttp().getResponse<Response>();
    const error = this.toDomainError(thrown, request);
    if (response.headersSent) return void response.destroy();
    const loading = negotiateLanguage(request, response);
    const send = (catalogue?: Catalogue) => this.send(error, request, response, catalogue);
    if (!loading) return send();
    void loading.then(send);
  }

  private send(error: DomainError, request: Request & { user?: Actor }, response: Response, catalogue?: Catalogue): void {
    const context = currentContext();
    context?.beforeAnswer?.();
    const problem = toProblem(error, { instance: requestPath(request), requestId: context ? shownRequestId(context) : '' }, catalogue);
    // The client can have left while the catalogue was loaded.
    if (response.headersSent) return void response.destroy();
    // Of a route that sends a file.
    response.removeHeader('Content-Disposition');
    if (problem.status === 401) response.setHeader('WWW-Authenticate', error.details.challenge ?? 'Bearer');
    if (error.details.allow) response.setHeader('Allow', error.details.allow.join(', '));
    if (error.details.retryAfter !== undefined) response.setHeader('Retry-After', String(error.details.retryAfter));
    response.status(problem.status).type(`${PROBLEM_MEDIA_TYPE}; charset=utf-8`).setHeader('Cache-Control', 'no-store');
    sendCompressed(response, Buffer.from(JSON.stringify(problem)));
    // After the answer, so that recording can neither delay nor change it.
    if (request.user && isRefusal(error)) {
      this.refusals.add({
        by: request.user,
        route: `${request.method} ${routePattern(request)}`,
        status: problem.status,
        code: problem.code,
      });
    }
  }

  private toDomainError(thrown: unknown, request: Request): DomainError {
    if (thrown instanceof DomainError) return thrown;
    if ((thrown as Error).cause instanceof DomainError) return (thrown as Error).cause as DomainError;
    if (thrown instanceof NotFoundException) return toRouteError(request);
    const requestError = toRequestError(thrown);
    if (requestError) return requestError;
    this.logger.error(failureEntry('request_failed', thrown));
    return new UnexpectedError();
  }
}

/** Whether a person may not do this: because of their role or their status, or because they signed in too long ago. */
function isRefusal(error: DomainError): boolean {
  return error.kind === 'forbidden' || error instanceof RecentSignInRequired;
}

/** The router knows no such path, or not with this method. */
function toRouteError(request: Request): DomainError {
  const path = requestPath(request);
  const allow = allowedMethods(request.app, path);
  if (allow.length === 0) return new RouteNotFound(detail('route_not_found.path', { path }));
  return new MethodNotAllowed(detail('method_not_allowed.route', { path, method: request.method }), { allow });
}

/** Converts errors of Nest or Express about the request. */
function toRequestError(thrown: unknown): DomainError | undefined {
  if ((thrown as Error).cause instanceof URIError) return ValidationFailed.of(fieldError('path', 'malformed.encoding'));
  if (thrown instanceof HttpException && thrown.getStatus() < 500) return ValidationFailed.of(fieldError('request', 'malformed'));
  if ((thrown as { status?: number }).status === 400) return new MalformedJson(detail('malformed_json.request'));
  return undefined;
}
