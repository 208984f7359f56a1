/** A route of the HTTP API. */
export interface Route {
  /** Such as `ANY /{proxy+}`. */
  readonly key: string;
  /** Whether the gateway itself looks at the token. */
  readonly isAuthorized: boolean;
}

/** What `serverless.yml` says. */
export const ROUTES: readonly Route[] = [
  { key: 'ANY /health', isAuthorized: false },
  { key: 'ANY /health/ready', isAuthorized: false },
  { key: 'ANY /api/v1/config', isAuthorized: false },
  { key: 'OPTIONS /{proxy+}', isAuthorized: false },
  { key: 'ANY /', isAuthorized: true },
  { key: 'ANY /{proxy+}', isAuthorized: true },
];

/** The route that takes a request: whole paths before greedy ones, a method before any. Undefined where there is none. */
export function routeFor(method: string, rawPath: string, routes = ROUTES): Route | undefined {
  const isGreedy = rawPath.length > 1;
  const wanted = [`${method} ${rawPath}`, `ANY ${rawPath}`, ...(isGreedy ? [`${method} /{proxy+}`, 'ANY /{proxy+}'] : [])];
  return wanted.map((key) => routes.find((route) => route.key === key)).find((route) => route !== undefined);
}
