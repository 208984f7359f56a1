import type { Type } from '@nestjs/common';
import { HEADERS_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { ALLOWED_WITHOUT_MFA, IS_PUBLIC, REQUIRED_PERMISSION } from '../../auth/access.decorators.js';
import { type Permission, rolesWith } from '../../auth/permissions.js';
import type { DomainErrorClass } from '../../core/errors/domain-error.js';
import { type FileBodyOptions, TAKES_FILE } from '../spreadsheets/file-body.js';
import { SENDS_FILE, type SentFile } from '../spreadsheets/file-download.js';
import { versionFromIfMatch } from '../decorators/if-match.decorator.js';
import { THROWN_ERRORS } from '../decorators/throws.decorator.js';
import { idempotentRequest } from '../idempotency/idempotency-key.js';
import { textsOfAnswer } from '../problems/answer-texts.decorator.js';
import { PAGED_ITEM } from '../paging/paging.js';
import { CREATES, type Creating } from '../responses/created.decorator.js';
import { idPipe } from '../validation/validators.js';

interface Argument {
  readonly data?: unknown;
  readonly factory?: unknown;
  readonly pipes?: unknown[];
}

export type Route = ReturnType<typeof readRoute>;

/** Reads what the decorators of a route handler declare. */
export function readRoute(controller: Type, name: string) {
  const prototype = controller.prototype as Record<string, object>;
  const read = <T>(key: string) => Reflect.getMetadata(key, prototype[name]!) as T | undefined;
  const parameters = Object.values((Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<string, Argument>);
  const parameterTypes = (Reflect.getMetadata('design:paramtypes', prototype, name) ?? []) as (Type | undefined)[];
  const permission = read<Permission>(REQUIRED_PERMISSION);
  const isPublic = read<boolean>(IS_PUBLIC) ?? false;
  const item = read<Type>(PAGED_ITEM);
  const headers = read<{ name: string; value: string }[]>(HEADERS_METADATA) ?? [];
  const fileBody = read<FileBodyOptions>(TAKES_FILE);
  const sentFile = read<SentFile>(SENDS_FILE);
  return {
    isPublic,
    isAllowedWithoutMfa: isPublic || (read<boolean>(ALLOWED_WITHOUT_MFA) ?? false),
    roles: permission === undefined ? [] : rolesWith(permission),
    /** The item class of a paginated list. */
    item,
    fileBody,
    /** The DTOs that Nest does not find, because only our own decorators name them. */
    models: [item, fileBody?.orJson].filter((model) => model !== undefined),
    /** The classes of the parameters. */
    inputs: parameterTypes.filter((type) => type !== undefined),
    hasLocation: read<Creating>(CREATES)?.hasLocation ?? false,
    declaredErrors: read<DomainErrorClass[]>(THROWN_ERRORS) ?? [],
    /** Whether a GET supports `If-None-Match`: what no cache stores does not. */
    isRevalidated: !headers.some(({ name, value }) => name === 'Cache-Control' && value === 'no-store'),
    /** Whether a browser saves the answer as a file. */
    isFile: sentFile !== undefined || headers.some(({ name }) => name === 'Content-Disposition'),
    /** Whether the answer links to the next page. */
    isPaged: item !== undefined || (sentFile?.isPaged ?? false),
    /** Whether it requires `If-Match`. */
    isConditional: parameters.some(({ factory }) => factory === versionFromIfMatch),
    /** Whether it supports `Idempotency-Key`. */
    isIdempotent: parameters.some(({ factory }) => factory === idempotentRequest),
    /** Whether the answer has texts in the language of `Accept-Language`. */
    hasTexts: parameters.some(({ factory }) => factory === textsOfAnswer),
    /** The path parameters that are UUIDs. */
    ids: parameters.filter(({ pipes }) => pipes?.includes(idPipe)).map(({ data }) => data),
  };
}
