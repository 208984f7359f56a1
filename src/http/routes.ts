import type { Application, Request } from 'express';

/** The prefix of all paths, except health checks and documentation. */
export const API_PREFIX = 'api/v1';

interface Route {
  readonly path: string;
  readonly methods: Record<string, boolean>;
}

interface Layer {
  readonly route?: Route;
  match(path: string): boolean;
}

/** The full path of a request, including the part that the router removes. */
export function requestPath(request: Request): string {
  return request.originalUrl.split('?')[0]!;
}

/** The methods of a path, for the `Allow` header; empty if the path does not exist. */
export function allowedMethods(app: Application, path: string): string[] {
  const names = routesUnder(app, path).flatMap((route) => Object.keys(route.methods));
  const methods = new Set(names.map((name) => name.toUpperCase()));
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}

/** The route pattern of a request, even if a middleware rejected the request; null if no route matches. */
export function routePattern(request: Request): string | null {
  const current = request.route as Route | undefined;
  if (current && isOwnRoute(current)) return current.path;
  const method = request.method === 'HEAD' ? 'get' : request.method.toLowerCase();
  // The values of parameters do not matter, and their encoding can be invalid.
  const path = requestPath(request).replaceAll('%', '_');
  const route = routesUnder(request.app, path).find(({ methods }) => method in methods);
  return route?.path ?? null;
}

function routesUnder(app: Application, path: string): Route[] {
  const layers = (app as unknown as { router: { stack: Layer[] } }).router.stack;
  return layers.filter((layer) => layer.route && isOwnRoute(layer.route) && layer.match(path)).map(({ route }) => route!);
}

/** Nest adds catch-all routes for unknown paths. */
function isOwnRoute({ methods }: Route): boolean {
  return !('_all' in methods || 'trace' in methods);
}
