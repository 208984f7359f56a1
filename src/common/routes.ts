import type { Application, Request } from 'express';

interface Layer {
  route?: { methods: Record<string, boolean> };
  match(path: string): boolean;
}

/** The path that was asked for, whatever the router has cut off it. */
export function pathOf(request: Request): string {
  return request.originalUrl.split('?')[0]!;
}

/**
 * The methods that routes under a path know, for the `Allow` header; none if there is no such path. Nest answers what it does not know by a route of its
 * own, for any path and any method, which does not count.
 */
export function methodsOf(app: Application, path: string): string[] {
  const layers = (app as unknown as { router: { stack: Layer[] } }).router.stack;
  const methods = layers
    .filter(({ route }) => route && !('trace' in route.methods))
    .filter((layer) => layer.match(path))
    .flatMap((layer) => Object.keys(layer.route!.methods));
  const known = new Set(methods.map((method) => method.toUpperCase()));
  if (known.has('GET')) known.add('HEAD');
  return [...known].sort();
}
