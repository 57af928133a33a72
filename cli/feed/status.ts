import type { FeedCounts } from '../../feeds/feed-run';

export interface FeedState extends FeedCounts {
  /** Events that the stream has, and that it has not yet. */
  readonly acknowledged: number;
  readonly waiting: number;
}

const COUNT = new Intl.NumberFormat('en-US');

/** What a feed does, in a line: its rate since the line before, how far behind its events are, and what went wrong. */
export class FeedStatus {
  private before: { readonly events: number; readonly atMs: number };
  private shown = '';

  constructor(
    private readonly state: () => FeedState,
    startMs: number,
  ) {
    this.before = { events: 0, atMs: startMs };
  }

  line(nowMs: number): string {
    const state = this.state();
    const { events, acknowledged, waiting, newestMs } = state;
    const perSecond = ((events - this.before.events) * 1_000) / Math.max(1, nowMs - this.before.atMs);
    this.before = { events, atMs: nowMs };
    const lag = newestMs === undefined ? '-' : `${((nowMs - newestMs) / 1_000).toFixed(1)} s`;
    return `${perSecond.toFixed(1)} events/s, lag ${lag}, ${COUNT.format(acknowledged)} acknowledged, ${COUNT.format(waiting)} waiting, ${troubles(state)}`;
  }

  /** Shows a line where anything has happened since the one before. */
  ifChanged(nowMs: number, show: (line: string) => void): void {
    const { newestMs: _, ...counts } = this.state();
    const now = JSON.stringify(counts);
    const line = this.line(nowMs);
    if (now === this.shown) return;
    this.shown = now;
    show(line);
  }
}

function troubles({ reconnects, gaps, missed, copies, problems }: FeedState): string {
  const parts = [`${COUNT.format(reconnects)} reconnects`, `${COUNT.format(gaps)} gaps`];
  if (missed > 0) parts.push(`${COUNT.format(missed)} missed`);
  if (copies > 0) parts.push(`${COUNT.format(copies)} copies dropped`);
  if (problems > 0) parts.push(`${COUNT.format(problems)} not read`);
  return parts.join(', ');
}
