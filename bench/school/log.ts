/** What the calls of one kind came to. */
interface Tally {
  /** Milliseconds of each. */
  readonly times: number[];
  readonly statuses: Map<number, number>;
}

/** Keeps what became of every call of the day, and what went wrong that was nobody's own fault. */
export class DayLog {
  readonly surprises: string[] = [];
  private readonly tallies = new Map<string, Tally>();

  add(kind: string, status: number, ms: number): void {
    const tally: Tally = this.tallies.get(kind) ?? { times: [], statuses: new Map() };
    this.tallies.set(kind, tally);
    tally.times.push(ms);
    tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1);
  }

  /** Notes something that should not have happened. */
  surprise(what: string): void {
    this.surprises.push(what);
  }

  /** One line a kind of call: how many, how they were answered, and how long that took. */
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
