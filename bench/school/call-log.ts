/** The outcomes of one kind of call. */
interface Tally {
  /** Milliseconds of each. */
  readonly times: number[];
  readonly statuses: Map<number, number>;
}

/** Collects the outcomes of all calls, and the errors that no user caused. */
export class CallLog {
  readonly errors: string[] = [];
  private readonly tallies = new Map<string, Tally>();

  add(kind: string, status: number, ms: number): void {
    const tally: Tally = this.tallies.get(kind) ?? { times: [], statuses: new Map() };
    this.tallies.set(kind, tally);
    tally.times.push(ms);
    tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1);
  }

  /** Adds something that should not have happened. */
  addError(what: string): void {
    this.errors.push(what);
  }

  /** One line per kind of call: count, latencies, statuses. */
  table(): string {
    const rows = [...this.tallies].map(([kind, { times, statuses }]) => {
      const sorted = [...times].sort((a, b) => a - b);
      const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(0);
      const answers = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${count} × ${status}`);
      return [kind, String(times.length), at(0.5), at(0.95), at(0.99), answers.join(', ')];
    });
    const head = ['call', 'count', 'p50 ms', 'p95 ms', 'p99 ms', 'answers'];
    const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]!.length)));
    const line = (row: readonly string[]) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd();
    return [line(head), ...rows.map(line)].join('\n');
  }
}
