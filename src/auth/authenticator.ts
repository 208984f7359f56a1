import { Injectable } from '@nestjs/common';
import type { Request, RequestHandler, Response } from 'express';
import passport from 'passport';
import { currentContext } from '../core/context/request-context.js';
import { detail } from '../core/errors/domain-error.js';
import { DomainError } from '../core/errors/domain-error.js';
import { NotAuthenticated } from '../core/errors/errors.js';
import type { Actor } from './actor.js';
import { JwtStrategy } from './jwt.strategy.js';

/** Finds out who sends a request, once for all who ask. */
@Injectable()
export class Authenticator {
  private readonly callers = new WeakMap<Request, Promise<Actor>>();

  constructor(private readonly strategy: JwtStrategy) {}

  /** The caller, according to a verified token. @throws NotAuthenticated, Forbidden, Unavailable */
  authenticate(request: Request): Promise<Actor> {
    const known = this.callers.get(request);
    if (known) return known;
    const caller = this.verify(request);
    this.callers.set(request, caller);
    return caller;
  }

  private async verify(request: Request): Promise<Actor> {
    const actor = (await this.strategy.findVerified(request)) ?? (await this.verifyByPassport(request));
    const context = currentContext();
    // Without the times of the token, because a cursor that is bound to the actor outlives the token.
    if (context) context.actor = { id: actor.id, role: actor.role };
    return actor;
  }

  private verifyByPassport(request: Request): Promise<Actor> {
    return new Promise((resolve, reject) => {
      const decide = (error: unknown, actor: Actor | false | null | undefined, info: unknown) =>
        actor ? resolve(actor) : reject(toError(error, info));
      // Passport adds functions to the strategy of each request. It would look up a strategy by its name in the process, which other apps share.
      const strategy = Object.create(this.strategy) as JwtStrategy;
      const authenticate = passport.authenticate(strategy, { session: false }, decide) as RequestHandler;
      // Only a redirect would need the response.
      void authenticate(request, undefined as unknown as Response, reject);
    });
  }
}

/** @param info the reason of a refusal. Passport also passes the error of its strategy there */
function toError(error: unknown, info: unknown): Error {
  for (const cause of [error, info]) if (cause instanceof DomainError) return cause;
  if (error) return error as Error;
  const isExpired = info instanceof Error && info.message === 'jwt expired';
  return new NotAuthenticated(isExpired ? detail('not_authenticated.expired') : undefined);
}
