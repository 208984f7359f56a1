import { Unavailable } from '../errors/errors.js';
import { requestContext, runInContext } from '../context/request-context.js';
import { retryUntilDeadline } from './retry-until-deadline.js';

describe('persistently', () => {
  class Passing extends Error {}
  const isPassing = (error: unknown) => error instanceof Passing;
  /** Fails `times` with `error` before it answers. */
  const failing = (times: number, error: Error) => {
    let calls = 0;
    return jest.fn(() => (++calls > times ? Promise.resolve('answer') : Promise.reject(error)));
  };

  it('asks again until it is answered', async () => {
    const request = failing(2, new Passing());
    expect(await retryUntilDeadline(request, isPassing, 'The pool')).toBe('answer');
    expect(request).toHaveBeenCalledTimes(3);
  });

  it('asks once where an error does not pass', async () => {
    const [error, request] = [new Error('no'), failing(1, new Error('no'))];
    await expect(retryUntilDeadline(request, isPassing, 'The pool')).rejects.toEqual(error);
    expect(request).toHaveBeenCalledTimes(1);
  });

  it('gives up while the request still has time for what is left to do', async () => {
    const request = failing(Infinity, new Passing());
    await runInContext(requestContext('test', 2_000), () =>
      expect(retryUntilDeadline(request, isPassing, 'The pool')).rejects.toBeInstanceOf(Unavailable),
    );
    expect(request).toHaveBeenCalledTimes(1);
  });
});
