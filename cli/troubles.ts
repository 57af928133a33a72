import type { Pipeline } from '../engine/definition/pipeline';
import { viewsOf } from '../engine/definition/sources';
import { printable } from '../engine/text/printable';
import type { LogLine } from '../local/runner-options';
import { say } from './progress';

const LENGTH_MAX = 300;
const SAID_MAX = 20;
/** Kinds of trouble that are counted. */
const KINDS_MAX = 200;

/** Says on stderr what keeps failing while pipelines run: each kind of trouble once, and no more than SAID_MAX. */
export class Troubles {
  private readonly counts = new Map<string, number>();
  private said = 0;

  /** @param times how often a line must come before it is said: a failure that passes is none. */
  constructor(private readonly times: number) {}

  /** A line that a function or a part of the runner has logged. */
  onLog({ source, line }: LogLine): void {
    if (!/error|fail|timed out|killed/i.test(line)) return;
    const message = messageOf(line);
    this.count(`${source}: ${message}`, this.times);
  }

  /** A quarantined event's reason: one that comes from what the definition computes is said at once. */
  onQuarantined(pipeline: Pipeline, reason: string): void {
    const [place, ...rest] = reason.split(': ');
    if (rest.length === 0) return;
    const isDerived = viewsOf(pipeline).some(([, { columns }]) => columns.some(column => column.name === place));
    if (!isDerived && place !== 'eventTime' && !place!.startsWith('queries.')) return;
    const path = isDerived ? `derive.${place}` : place;
    this.count(`${pipeline.name}: ${path} fails, and its events go to the quarantine: ${rest.join(': ')}`, 1);
  }

  private count(text: string, times: number): void {
    const kind = text.replace(/\d+/g, '0').slice(0, LENGTH_MAX);
    if (!this.counts.has(kind) && this.counts.size >= KINDS_MAX) return;
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    if (count !== times || this.said >= SAID_MAX) return;
    this.said++;
    say(printable(text, LENGTH_MAX) + (times > 1 ? ' (again and again)' : ''));
    if (this.said === SAID_MAX) say('what else fails stands in the logs of the data folder only');
  }
}

/** The message of a function's log line, which is JSON, or the line. */
function messageOf(line: string): string {
  try {
    const { message, error } = JSON.parse(line) as { message?: string; error?: { name?: string; message?: string } };
    return [message, error?.message].filter(Boolean).join(': ') || line;
  } catch {
    return line;
  }
}
