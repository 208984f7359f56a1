import type { Application, Request } from 'express';

/** The path of everything but health checks and documentation. */
export const API_PREFIX = 'api/v1';

interface Route {
  readonly path: string;
  readonly methods: Record<string, boolean>;
}

interface Layer {
  readonly route?: Route;
  match(path: string): boolean;
}

/** The path that was asked for, whatever the router has cut off it. */
export function requestPath(request: Request): string {
  return request.originalUrl.split('?')[0]!;
}

/** The methods that routes under a path know, for the `Allow` header; none if there is no such path. */
export function allowedMethods(app: Application, path: string): string[] {
  const methods = routesUnder(app, path).flatMap((route) => Object.keys(route.methods));
  const known = new Set(methods.map((method) => method.toUpperCase()));
  if (known.has('GET')) known.add('HEAD');
  return [...known].sort();
}

/** The pattern of the route that a request is for, also where it was refused before it got there; null if there is none. */
export function routePattern(request: Request): string | null {
  const reached = request.route as Route | undefined;
  if (reached && isOfAModule(reached)) return reached.path;
  const method = request.method === 'HEAD' ? 'get' : request.method.toLowerCase();
  // What a parameter holds does not matter here, and need not be properly encoded.
  const path = requestPath(request).replaceAll('%', '_');
  const route = routesUnder(request.app, path).find(({ methods }) => method in methods);
  return route?.path ?? null;
}

function routesUnder(app: Application, path: string): Route[] {
  const layers = (app as unknown as { router: { stack: Layer[] } }).router.stack;
  return layers.filter((layer) => layer.route && isOfAModule(layer.route) && layer.match(path)).map(({ route }) => route!);
}

/** Nest answers what it does not know by routes of its own, for any path and any method, which do not count. */
function isOfAModule({ methods }: Route): boolean {
  return !('_all' in methods || 'trace' in methods);
}
