import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Catalogue } from '../../core/messages/catalogue.js';
import { negotiateLanguage } from './negotiate-language.js';

/** The OpenAPI document recognises the routes by it. */
export function textsOfAnswer(_data: unknown, context: ExecutionContext): Promise<Catalogue | undefined> | undefined {
  const http = context.switchToHttp();
  return negotiateLanguage(http.getRequest<Request>(), http.getResponse<Response>());
}

/** The texts for an answer in the language of `Accept-Language`: undefined for English. The answer names its language. */
export const AnswerTexts = createParamDecorator(textsOfAnswer);
