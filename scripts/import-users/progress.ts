/** Describes how far an import is, and how long the rest takes. */
export class Progress {
  private readonly counts = new Map<string, number>();
  private finished = 0;

  /**
   * @param total the number of rows of the file
   * @param earlier how many of them an earlier run has finished
   * @param now the time in milliseconds
   */
  constructor(
    private readonly total: number,
    private readonly earlier: number,
    private readonly now: () => number = () => performance.now(),
    private readonly start = now(),
  ) {}

  add(outcomes: readonly string[]): void {
    this.finished += outcomes.length;
    for (const outcome of outcomes) this.counts.set(outcome, (this.counts.get(outcome) ?? 0) + 1);
  }

  /** One line, such as `200 of 500 (40%), 71 rows a second, 5 s left: 199 created, 1 error`. */
  toString(): string {
    const done = this.earlier + this.finished;
    const rate = (1000 * this.finished) / Math.max(this.now() - this.start, 1);
    const left = (this.total - done) / rate;
    const time = done === this.total ? '' : `, about ${formatDuration(left)} left`;
    const shownRate = rate < 10 ? rate.toFixed(1) : Math.round(rate);
    return `${done} of ${this.total} (${Math.floor((100 * done) / this.total)}%), ${shownRate} rows a second${time}: ${this.formatCounts()}`;
  }

  private formatCounts(): string {
    return [...this.counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
  }
}

function formatDuration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  return whole < 90 ? `${whole} s` : `${Math.round(whole / 60)} min`;
}
