import type { Config } from '../config/config.js';
import { JobRunner } from './job-runner.js';
import { JOB_KINDS, type JobKind } from './job.js';
import type { JobsRepository } from './jobs.repository.js';

describe('JobRunner at the start of the app', () => {
  const runnerWith = (...kinds: readonly JobKind[]) => {
    const runner = new JobRunner({} as JobsRepository, {} as Config);
    kinds.forEach((kind) => runner.register({ kind, run: () => Promise.resolve(true) }));
    return runner;
  };

  it('accepts a handler for each kind of job', () => {
    expect(() => runnerWith(...JOB_KINDS).onApplicationBootstrap()).not.toThrow();
  });

  it.each(JOB_KINDS)('fails without a handler for the kind %s', (missing) => {
    const others = JOB_KINDS.filter((kind) => kind !== missing);
    expect(() => runnerWith(...others).onApplicationBootstrap()).toThrow(`No handler is registered for jobs of the kind ${missing}.`);
  });
});
