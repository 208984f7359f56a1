import type { Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { IS_PUBLIC, REQUIRED_PERMISSION } from '../../auth/access.decorators.js';
import type { Role } from '../../auth/actor.js';
import { rolesWith, type Permission } from '../../auth/permissions.js';
import { CREATES } from '../responses/created.decorator.js';
import type { DomainErrorClass } from '../../core/errors/domain-error.js';
import { PAGED_ITEM } from '../paging/paging.js';
import { THROWN_ERRORS } from '../decorators/throws.decorator.js';
import { idPipe } from '../validation/validators.js';
import { versionFromIfMatch } from '../decorators/if-match.decorator.js';
import { TAKES_CSV, type CsvBodyOptions } from '../csv/csv-body.js';
import { SENDS_CSV } from '../csv/csv-file.js';
import { idempotentRequest } from '../idempotency/idempotency-key.js';

interface Argument {
  readonly data?: unknown;
  readonly factory?: unknown;
  readonly pipes?: unknown[];
}

/** A route handler: reads what its decorators declare. */
export class Route {
  private readonly handler: object;

  constructor(
    private readonly controller: Type,
    private readonly name: string,
  ) {
    this.handler = (controller.prototype as Record<string, object>)[name]!;
  }

  get isPublic(): boolean {
    return Reflect.getMetadata(IS_PUBLIC, this.handler) === true;
  }

  get roles(): Role[] {
    const required = Reflect.getMetadata(REQUIRED_PERMISSION, this.handler) as Permission | undefined;
    return required === undefined ? [] : rolesWith(required);
  }

  /** The item class of a paginated list. */
  get item(): Type | undefined {
    return Reflect.getMetadata(PAGED_ITEM, this.handler) as Type | undefined;
  }

  /** The CSV file that it accepts, if any. */
  get takesCsv(): CsvBodyOptions | undefined {
    return Reflect.getMetadata(TAKES_CSV, this.handler) as CsvBodyOptions | undefined;
  }

  /** The DTOs that only our own decorators name: Nest does not find them. */
  get models(): Type[] {
    return [this.item, this.takesCsv?.orJson].filter((model) => model !== undefined);
  }

  get creates(): boolean {
    return Reflect.getMetadata(CREATES, this.handler) === true;
  }

  /** The errors that it declares with `@Throws`. */
  get declaredErrors(): DomainErrorClass[] {
    return (Reflect.getMetadata(THROWN_ERRORS, this.handler) ?? []) as DomainErrorClass[];
  }

  /** Whether it supports `If-None-Match`. Files and public routes do not. */
  isRevalidated(method: string): boolean {
    return method === 'get' && !this.isPublic && Reflect.getMetadata(SENDS_CSV, this.handler) !== true;
  }

  /** Whether it requires `If-Match`. */
  get isConditional(): boolean {
    return this.takes(versionFromIfMatch);
  }

  /** Whether it supports `Idempotency-Key`. */
  get isKeyed(): boolean {
    return this.takes(idempotentRequest);
  }

  /** The classes of its arguments. */
  get inputs(): Type[] {
    const types = (Reflect.getMetadata('design:paramtypes', this.controller.prototype as object, this.name) ?? []) as (Type | undefined)[];
    return types.filter((type) => type !== undefined);
  }

  /** Whether a path parameter is a UUID. */
  takesId(parameter: string): boolean {
    return this.arguments.some(({ data, pipes }) => data === parameter && pipes?.includes(idPipe));
  }

  private takes(what: unknown): boolean {
    return this.arguments.some(({ factory }) => factory === what);
  }

  private get arguments(): Argument[] {
    return Object.values((Reflect.getMetadata(ROUTE_ARGS_METADATA, this.controller, this.name) ?? {}) as Record<string, Argument>);
  }
}
