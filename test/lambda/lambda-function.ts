import { type Artifact, Environment, type EnvironmentListener } from './environment.js';
import type { FunctionError, Outcome } from './runtime-api.js';

interface Waiting {
  readonly event: unknown;
  readonly settle: (outcome: Outcome) => void;
}

/** A function with an environment for each concurrent event, up to a maximum. Further events wait. */
export class LambdaFunction implements EnvironmentListener {
  private readonly waiting: Waiting[] = [];
  private readonly starting = new Set<Environment>();
  private readonly idleOnes = new Set<Environment>();
  private readonly busy = new Set<Environment>();
  private isClosed = false;

  /** @param log receives every line that an environment writes */
  constructor(
    private readonly artifact: Artifact,
    private readonly settings: Readonly<Record<string, string>>,
    private readonly most: number,
    readonly log: (line: string) => void,
  ) {
    this.startOne();
  }

  invoke(event: unknown): Promise<Outcome> {
    return new Promise((settle) => {
      this.waiting.push({ event, settle });
      this.work();
    });
  }

  idle(environment: Environment): void {
    this.forget(environment);
    this.idleOnes.add(environment);
    this.work();
  }

  ended(environment: Environment, reason: FunctionError): void {
    // The event for which an environment starts fails with it, as on AWS. The caller can retry.
    if (this.starting.has(environment) && !this.isClosed) this.waiting.shift()?.settle({ failed: reason });
    this.forget(environment);
    this.work();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([...this.starting, ...this.idleOnes, ...this.busy].map((environment) => environment.close()));
  }

  private work(): void {
    // The environment that handled the last event gets the next one, as on AWS.
    for (const environment of [...this.idleOnes].reverse()) {
      const next = this.waiting.shift();
      if (!next) return;
      this.forget(environment);
      this.busy.add(environment);
      void environment.invoke(next.event).then(next.settle);
    }
    const inUse = this.starting.size + this.busy.size;
    for (let more = Math.min(this.waiting.length - this.starting.size, this.most - inUse); more > 0; more -= 1) this.startOne();
  }

  private startOne(): void {
    if (!this.isClosed) this.starting.add(new Environment(this.artifact, this.settings, this));
  }

  private forget(environment: Environment): void {
    for (const state of [this.starting, this.idleOnes, this.busy]) state.delete(environment);
  }
}
