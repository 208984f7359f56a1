import { requestContext, runInContext } from '../context/request-context.js';
import { Unavailable } from '../errors/errors.js';
import { retryUntilDeadline } from './retry-until-deadline.js';

describe('retryUntilDeadline', () => {
  class Transient extends Error {}
  const isTransient = (error: unknown) => error instanceof Transient;
  /** Fails `times` with `error`, then succeeds. */
  const failing = (times: number, error: Error) => {
    let calls = 0;
    return jest.fn(() => (++calls > times ? Promise.resolve('answer') : Promise.reject(error)));
  };

  it('repeats a call until it succeeds', async () => {
    const request = failing(2, new Transient());
    expect(await retryUntilDeadline(request, isTransient, 'user_pool')).toBe('answer');
    expect(request).toHaveBeenCalledTimes(3);
  });

  it('throws an error that is not transient at once', async () => {
    const [error, request] = [new Error('no'), failing(1, new Error('no'))];
    await expect(retryUntilDeadline(request, isTransient, 'user_pool')).rejects.toEqual(error);
    expect(request).toHaveBeenCalledTimes(1);
  });

  it('stops before the deadline of the request, so that time is left for the work after it', async () => {
    const request = failing(Infinity, new Transient());
    await runInContext(requestContext('test', 2_000), () =>
      expect(retryUntilDeadline(request, isTransient, 'user_pool')).rejects.toBeInstanceOf(Unavailable),
    );
    expect(request).toHaveBeenCalledTimes(1);
  });
});
