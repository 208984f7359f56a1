import type { Parameter } from './parameters.js';

export type Content = Record<string, { schema?: object }>;

/** An OpenAPI response object. */
export interface Response {
  description: string;
  headers?: Record<string, unknown>;
  content?: Content;
}

/** An OpenAPI operation object. */
export interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; description?: string; content: Content };
  responses: Record<string, Response>;
  security?: Record<string, string[]>[];
}

/** The schemas by class name. */
export type Schemas = Record<string, { properties?: Record<string, object>; required?: string[]; additionalProperties?: boolean | object }>;
