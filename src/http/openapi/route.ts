import type { Type } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { IS_PUBLIC, REQUIRED_PERMISSION } from '../../auth/access.decorators.js';
import type { Role } from '../../auth/actor.js';
import { rolesWith, type Permission } from '../../auth/permissions.js';
import { CREATES } from '../decorators/created.decorator.js';
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

/** A handler of a controller, as its decorators tell it. */
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

  /** What a list has pages of. */
  get item(): Type | undefined {
    return Reflect.getMetadata(PAGED_ITEM, this.handler) as Type | undefined;
  }

  /** What it takes as a file, if it does. */
  get takesCsv(): CsvBodyOptions | undefined {
    return Reflect.getMetadata(TAKES_CSV, this.handler) as CsvBodyOptions | undefined;
  }

  /** The models that decorators of ours name, and Nest does not see. */
  get models(): Type[] {
    return [this.item, this.takesCsv?.orJson].filter((model) => model !== undefined);
  }

  get creates(): boolean {
    return Reflect.getMetadata(CREATES, this.handler) === true;
  }

  get refusals(): DomainErrorClass[] {
    return (Reflect.getMetadata(THROWN_ERRORS, this.handler) ?? []) as DomainErrorClass[];
  }

  /** Whether its answer can be asked for again with `If-None-Match`: that of a file cannot. */
  isRevalidated(method: string): boolean {
    return method === 'get' && !this.isPublic && Reflect.getMetadata(SENDS_CSV, this.handler) !== true;
  }

  /** Whether it wants `If-Match`. */
  get isConditional(): boolean {
    return this.takes(versionFromIfMatch);
  }

  /** Whether it heeds `Idempotency-Key`. */
  get isKeyed(): boolean {
    return this.takes(idempotentRequest);
  }

  /** The classes of its input. */
  get inputs(): Type[] {
    const types = (Reflect.getMetadata('design:paramtypes', this.controller.prototype as object, this.name) ?? []) as (Type | undefined)[];
    return types.filter((type) => type !== undefined);
  }

  /** Whether a part of the path is an id. */
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
