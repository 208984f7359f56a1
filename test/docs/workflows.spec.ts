import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly 'timeout-minutes'?: number;
  readonly steps?: readonly Step[];
}

interface Workflow {
  readonly permissions: object;
  readonly concurrency: { readonly group: string; readonly 'cancel-in-progress'?: boolean; readonly queue?: string };
  readonly jobs: Readonly<Record<string, Job>>;
}

const FOLDER = '.github/workflows';
const files = readdirSync(FOLDER);

describe.each(files)('the workflow %s', (file) => {
  const text = readFileSync(`${FOLDER}/${file}`, 'utf8');
  const workflow = parse(text) as Workflow;
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, { steps: ofJob = [] }]) => ofJob);

  it('pins every action to a commit, with its version', () => {
    const used = text.split('\n').filter((line) => /^\s*(- )?uses: (?!\.\/)/.test(line));
    expect(used).toHaveLength(steps.filter(({ uses }) => uses).length);
    for (const line of used) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('pins each action to one commit', () => {
    const pinned = new Map<string, string>();
    for (const { uses } of steps.filter((step) => step.uses)) {
      const [action, commit] = uses!.split('@') as [string, string];
      expect(pinned.get(action) ?? commit).toBe(commit);
      pinned.set(action, commit);
    }
  });

  it('grants nothing by default, and each job only what it needs', () => {
    expect(workflow.permissions).toEqual({});
    for (const [name, { permissions, environment }] of jobs)
      expect([name, permissions]).toEqual([name, environment ? { contents: 'read', 'id-token': 'write' } : { contents: 'read' }]);
  });

  it('keeps no credentials in the checkout, and limits the time of each job', () => {
    for (const { uses, with: inputs } of steps)
      if (uses?.startsWith('actions/checkout@')) expect(inputs).toMatchObject({ 'persist-credentials': false });
    for (const [name, job] of jobs) if (!job.uses) expect([name, job['timeout-minutes']]).toEqual([name, expect.any(Number)]);
  });

  it('passes no expression to a shell, which would run what is in it', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });

  it('splits no variable at blanks', () => {
    for (const { run = '' } of steps) expect(run.replace(/"[^"]*"/g, '')).not.toContain('$');
  });
});

describe('deployments', () => {
  const { concurrency, jobs } = parse(readFileSync(`${FOLDER}/deploy.yml`, 'utf8')) as Workflow;
  const checks = parse(readFileSync(`${FOLDER}/checks.yml`, 'utf8')) as Workflow;

  it('wait for each other in a queue of their stage', () => {
    expect(concurrency).toEqual({ group: "deploy-${{ inputs.stage || 'dev' }}", queue: 'max' });
  });

  it('do not cancel the checks of another one', () => {
    expect(checks.concurrency.group).toBe("checks-${{ github.event_name == 'pull_request' && github.ref || github.run_id }}");
  });

  it('take only the main branch', () => {
    expect(jobs.checks).toMatchObject({ if: "github.ref == 'refs/heads/main'" });
    expect(jobs.deploy).toMatchObject({ needs: 'checks', environment: "${{ inputs.stage || 'dev' }}" });
  });
});
