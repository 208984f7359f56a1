import { constraintsOf } from './constraints.js';
import type { Route } from './route.js';

export interface Parameter {
  name: string;
  in: string;
  description?: string;
  schema?: object;
  [key: string]: unknown;
}

const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Makes a retry safe. If you send the same request again with the same key within 24 hours, nothing more is created, and you get the current state of what the first request created.',
  schema: { type: 'string', minLength: 1, maxLength: 128, pattern: '^[!-~]+$', examples: ['9f0c5c6e-52b7-4f0e-8a55-7a5a1c0b3c11'] },
};

/** Adds the rules of pipes and DTOs to the parameters that Nest has found, and adds the request headers of the route. */
export function parametersOf(route: Route, isRevalidated: boolean, found: readonly Parameter[] = []): Parameter[] {
  return [
    ...found.map((parameter) => (parameter.in === 'path' ? inPath(parameter, route) : inQuery(parameter, route))),
    ...(route.isConditional ? [header('If-Match', true, 'The ETag of the version that you change.', { pattern: '^(W/)?"[^"]*"$' })] : []),
    ...(route.isIdempotent ? [IDEMPOTENCY_KEY] : []),
    ...(isRevalidated ? [header('If-None-Match', false, 'An ETag. If it is still current, the answer is 304 without a body.')] : []),
  ];
}

function inPath(parameter: Parameter, route: Route): Parameter {
  const [, resource] = /^(\w+)Id$/.exec(parameter.name) ?? [];
  const description = resource ? `Id of the ${resource}.` : `The ${parameter.name} of the resource.`;
  const { type } = parameter.schema as { type?: string };
  const schema = route.ids.includes(parameter.name)
    ? { type: 'string', format: 'uuid' }
    : type === 'number'
      ? { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER }
      : parameter.schema;
  return { ...parameter, description, schema };
}

function inQuery(parameter: Parameter, route: Route): Parameter {
  const constraints = route.inputs.map((dto) => constraintsOf(dto).get(parameter.name));
  return { ...parameter, schema: Object.assign({}, parameter.schema, ...constraints) as object };
}

function header(name: string, required: boolean, description: string, rules: object = {}): Parameter {
  return { name, in: 'header', required, description, schema: { type: 'string', ...rules } };
}
