import { routeFor } from './routes.js';

describe('the routes of the gateway', () => {
  it.each([
    ['GET', '/health', 'ANY /health'],
    ['OPTIONS', '/health', 'ANY /health'],
    ['PUT', '/health/ready', 'ANY /health/ready'],
    ['GET', '/health/', 'ANY /{proxy+}'],
    ['GET', '/api/v1/config', 'ANY /api/v1/config'],
    ['GET', '/api/v1/terms', 'ANY /{proxy+}'],
    ['OPTIONS', '/api/v1/terms', 'OPTIONS /{proxy+}'],
    ['GET', '/', 'ANY /'],
    ['OPTIONS', '/', 'ANY /'],
  ])('lead %s %s to %s', (method, path, key) => {
    expect(routeFor(method, path)?.key).toBe(key);
  });

  it('have no match for / if there is only the greedy route', () => {
    expect(routeFor('GET', '/', [{ key: 'ANY /{proxy+}', isAuthorized: true }])).toBeUndefined();
  });

  it.each(['/health', '/api/v1/config'])('require no token for %s, but one for the paths below it', (path) => {
    expect([routeFor('GET', path)?.isAuthorized, routeFor('GET', `${path}/x`)?.isAuthorized]).toEqual([false, true]);
  });
});
