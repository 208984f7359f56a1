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

/** The whole path of a request, including what the router has cut off. */
export function requestPath(request: Request): string {
  return request.originalUrl.split('?')[0]!;
}

/** The methods of the routes at a path, for the `Allow` header; none if there is no such path. */
export function allowedMethods(app: Application, path: string): string[] {
  const methods = routesUnder(app, path).flatMap((route) => Object.keys(route.methods));
  const known = new Set(methods.map((method) => method.toUpperCase()));
  if (known.has('GET')) known.add('HEAD');
  return [...known].sort();
}

/** The pattern of the route of a request, even if the request was refused before it got there; null if there is none. */
export function routePattern(request: Request): string | null {
  const reached = request.route as Route | undefined;
  if (reached && isOfAModule(reached)) return reached.path;
  const method = request.method === 'HEAD' ? 'get' : request.method.toLowerCase();
  // Parameters do not matter here, and may be badly encoded.
  const path = requestPath(request).replaceAll('%', '_');
  const route = routesUnder(request.app, path).find(({ methods }) => method in methods);
  return route?.path ?? null;
}

function routesUnder(app: Application, path: string): Route[] {
  const layers = (app as unknown as { router: { stack: Layer[] } }).router.stack;
  return layers.filter((layer) => layer.route && isOfAModule(layer.route) && layer.match(path)).map(({ route }) => route!);
}

/** Nest adds catch-all routes for unknown paths, which do not count. */
function isOfAModule({ methods }: Route): boolean {
  return !('_all' in methods || 'trace' in methods);
}
