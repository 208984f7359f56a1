/** A route of the HTTP API. */
export interface Route {
  /** Such as `ANY /{proxy+}`. */
  readonly key: string;
  /** Whether the gateway checks the token. */
  readonly isAuthorized: boolean;
}

/** The routes in `serverless.yml`. */
export const ROUTES: readonly Route[] = [
  { key: 'ANY /health', isAuthorized: false },
  { key: 'ANY /health/ready', isAuthorized: false },
  { key: 'ANY /api/v1/config', isAuthorized: false },
  { key: 'OPTIONS /{proxy+}', isAuthorized: false },
  { key: 'ANY /', isAuthorized: true },
  { key: 'ANY /{proxy+}', isAuthorized: true },
];

/** The route for a request: full paths before greedy ones, a given method before `ANY`. Undefined if no route matches. */
export function routeFor(method: string, rawPath: string, routes = ROUTES): Route | undefined {
  const isGreedy = rawPath.length > 1;
  const wanted = [`${method} ${rawPath}`, `ANY ${rawPath}`, ...(isGreedy ? [`${method} /{proxy+}`, 'ANY /{proxy+}'] : [])];
  return wanted.map((key) => routes.find((route) => route.key === key)).find((route) => route !== undefined);
}
