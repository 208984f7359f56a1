import { currentContext } from '../../core/context/request-context.js';
import { Log } from '../../core/logging/log.js';
import { UnknownEvent } from './function-event.js';
import { type BootedApp, LambdaFunction } from './lambda-function.js';

const REQUEST = { version: '2.0', rawPath: '/health', requestContext: { http: { method: 'GET' } } };
const invocation = (remaining = 28_000) => ({ awsRequestId: 'an-id', getRemainingTimeInMillis: () => remaining });

describe('LambdaFunction', () => {
  let lines: { event: string; message: string }[];
  let boots: number;

  beforeEach(() => {
    lines = [];
    boots = 0;
  });

  /** A function whose first boots fail with `failures`. */
  const aFunction = (app: Partial<BootedApp> = {}, failures: Error[] = []) => {
    const boot = () => {
      boots += 1;
      const failure = failures.shift();
      return failure ? Promise.reject(failure) : Promise.resolve({ answer: () => Promise.resolve('answer'), ...app } as BootedApp);
    };
    return new LambdaFunction(boot, new Log('info', 'json', (line) => lines.push(JSON.parse(line) as never)));
  };

  it('boots once, before the first event', async () => {
    const lambda = aFunction();
    await lambda.start();
    expect(boots).toBe(1);
    expect([await lambda.handle(REQUEST, invocation()), await lambda.handle(REQUEST, invocation())]).toEqual(['answer', 'answer']);
    expect([boots, lines]).toEqual([1, []]);
  });

  it('logs a failed boot, and boots again for the next event', async () => {
    const lambda = aFunction({}, [new Error('the first'), new Error('the second')]);
    await lambda.start();
    await expect(lambda.handle(REQUEST, invocation())).rejects.toThrow('the second');
    expect(await lambda.handle(REQUEST, invocation())).toBe('answer');
    expect(lines).toMatchObject([
      { event: 'boot_failed', message: 'the first' },
      { event: 'boot_failed', message: 'the second' },
    ]);
  });

  it('rejects an unknown event without booting', async () => {
    await expect(aFunction().handle({ task: 'other' }, invocation())).rejects.toBeInstanceOf(UnknownEvent);
    expect(boots).toBe(0);
  });

  it.each([
    [28_000, 27_000],
    [5_000, 4_000],
  ])('sets the deadline of a request one second before the remaining %i ms end', async (remaining, left) => {
    let deadline = 0;
    const answer = () => Promise.resolve((deadline = currentContext()!.deadline));
    const before = Date.now();
    await aFunction({ answer }).handle(REQUEST, invocation(remaining));
    expect(deadline).toBeGreaterThanOrEqual(before + left);
    expect(deadline).toBeLessThanOrEqual(Date.now() + left);
  });

  it('uses the id of the invocation as the request id', async () => {
    const answer = () => Promise.resolve(currentContext()!.requestId);
    expect(await aFunction({ answer }).handle(REQUEST, invocation())).toBe('an-id');
  });

  it('waits for background work before it returns, because the process freezes then', async () => {
    const order: string[] = [];
    const answer = () => {
      const later = Promise.resolve().then(() => new Promise<void>((resolve) => setImmediate(resolve)));
      currentContext()!.background.push(later.then(() => void order.push('written')));
      return Promise.resolve(order.push('answered'));
    };
    await aFunction({ answer }).handle(REQUEST, invocation());
    expect(order).toEqual(['answered', 'written']);
  });

  it('does not wait for background work that takes too long', async () => {
    const answer = () => Promise.resolve(currentContext()!.background.push(new Promise(() => undefined)));
    expect(await aFunction({ answer }).handle(REQUEST, invocation())).toBe(1);
  });

  it('sends all warm-up requests, even if some fail', async () => {
    const sent: unknown[] = [];
    const answer = (event: unknown) => (sent.push(event), sent.length === 1 ? Promise.reject(new Error('no')) : Promise.resolve('answer'));
    const events = [REQUEST, { ...REQUEST, rawPath: '/other' }] as never[];
    await aFunction({ answer, warmUpRequests: () => Promise.resolve(events) }).warmUp(invocation());
    expect(sent).toEqual(events);
    await expect(aFunction({ warmUpRequests: () => Promise.reject(new Error('no')) }).warmUp(invocation())).resolves.toBeUndefined();
  });

  describe('maintenance', () => {
    const maintain = (tick: BootedApp['tick']) => aFunction({ tick }).handle({ task: 'maintenance' }, invocation());

    it('returns the report', async () => {
      expect(await maintain(() => Promise.resolve({ done: 2, failed: 0 }))).toEqual({ done: 2, failed: 0 });
      expect(lines).toEqual([]);
    });

    it('logs failed jobs', async () => {
      expect(await maintain(() => Promise.resolve({ done: 2, failed: 1 }))).toEqual({ done: 2, failed: 1 });
      expect(lines).toMatchObject([{ event: 'maintenance_failed', level: 'error', done: 2, failed: 1 }]);
    });

    it('logs an error, and fails', async () => {
      await expect(maintain(() => Promise.reject(new Error('no database')))).rejects.toThrow('no database');
      expect(lines).toMatchObject([{ event: 'maintenance_failed', message: 'no database' }]);
    });
  });

  describe('the tasks of the audit log', () => {
    it('write digests, and log an error for the alarm of scheduled work', async () => {
      const write = (writeDigests: BootedApp['writeDigests']) => aFunction({ writeDigests }).handle({ task: 'audit-digest' }, invocation());
      expect(await write(() => Promise.resolve({ links: 1 }))).toEqual({ links: 1 });
      await expect(write(() => Promise.reject(new Error('no bucket')))).rejects.toThrow('no bucket');
      expect(lines).toMatchObject([{ event: 'maintenance_failed', message: 'no bucket' }]);
    });

    it('verify the days of the event within the time of the invocation', async () => {
      const verifyAudit: BootedApp['verifyAudit'] = (period) => Promise.resolve({ period, left: currentContext()!.deadline - Date.now() });
      const period = { from: '2026-11-02', to: '2026-11-08' };
      const answer = await aFunction({ verifyAudit }).handle({ task: 'verify-audit', ...period }, invocation());
      expect(answer).toMatchObject({ period });
      expect((answer as { left: number }).left).toBeLessThanOrEqual(27_000);
    });
  });
});
