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
    'Makes sending the same request again safe: within 24 hours it makes nothing more, and is answered with what the first one made, as it is by then.',
  schema: { type: 'string', minLength: 1, maxLength: 128, pattern: '^[!-~]+$', examples: ['9f0c5c6e-52b7-4f0e-8a55-7a5a1c0b3c11'] },
};

/** Completes what Nest says of the parameters of a route with what pipes and classes ask of them, and with the headers of its kind. */
export function parametersOf(route: Route, method: string, told: readonly Parameter[] = []): Parameter[] {
  return [
    ...told.map((parameter) => (parameter.in === 'path' ? inPath(parameter, route) : inQuery(parameter, route))),
    ...(route.isConditional ? [header('If-Match', true, 'The ETag that the change is based on.')] : []),
    ...(route.isKeyed ? [IDEMPOTENCY_KEY] : []),
    ...(route.isRevalidated(method) ? [header('If-None-Match', false, 'An ETag: 304 if it is still the same.')] : []),
  ];
}

function inPath(parameter: Parameter, route: Route): Parameter {
  const [, thing] = /^(\w+)Id$/.exec(parameter.name) ?? [];
  const description = thing ? `Id of the ${thing}.` : `Its ${parameter.name}.`;
  const { type } = parameter.schema as { type?: string };
  const schema = route.takesId(parameter.name)
    ? { type: 'string', format: 'uuid' }
    : type === 'number'
      ? { type: 'integer' }
      : parameter.schema;
  return { ...parameter, description, schema };
}

function inQuery(parameter: Parameter, route: Route): Parameter {
  const constraints = route.inputs.map((dto) => constraintsOf(dto).get(parameter.name));
  return { ...parameter, schema: Object.assign({}, parameter.schema, ...constraints) as object };
}

function header(name: string, required: boolean, description: string): Parameter {
  return { name, in: 'header', required, description, schema: { type: 'string' } };
}
