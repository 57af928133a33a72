import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { ResultRecord } from '../engine/results/result-row';
import { readStream } from './tail';

/** Windows remembered for each query, and keys printed for each window. */
const WINDOWS_KEPT = 60;
const KEYS_PRINTED = 3;
/** How often a query may print a line, ms. */
const PAUSE_MS = 1_000;

/**
 * Prints windows as they close, from the aggregates stream: of each result the highest revision counts, and of windows of a query
 * that close together, such as visits, the latest is shown and the others are counted.
 */
export class LatestResults {
  private readonly byQuery = new Map<string, Map<string, Map<string, ResultRecord>>>();

  /** A result of each window that has closed since the last lines. */
  private closed: ResultRecord[] = [];

  /** Follows a stream until the signal aborts. */
  async follow(client: KinesisClient, stream: string, signal: AbortSignal): Promise<void> {
    await readStream(client, stream, { fromStart: true }, signal, event =>
      this.add(JSON.parse(event.toString()) as ResultRecord),
    );
  }

  add(result: ResultRecord): void {
    const windows = getOrAdd(
      this.byQuery,
      `${result.pipeline}/${result.query}`,
      () => new Map<string, Map<string, ResultRecord>>(),
    );
    const isNew = !windows.has(nameOf(result));
    const results = getOrAdd(windows, nameOf(result), () => new Map<string, ResultRecord>());
    if ((results.get(result.id)?.revision ?? -1) < result.revision) results.set(result.id, result);
    if (windows.size > WINDOWS_KEPT) windows.delete([...windows.keys()].sort()[0]!);
    if (isNew && result.final && this.closed.push(result) === 1) setTimeout(() => this.printClosed(), PAUSE_MS).unref();
  }

  private printClosed(): void {
    const byQuery = new Map<string, ResultRecord[]>();
    for (const result of this.closed) getOrAdd(byQuery, `${result.pipeline}/${result.query}`, () => []).push(result);
    this.closed = [];
    for (const results of byQuery.values()) {
      const latest = results.reduce((a, b) => (b.window.end >= a.window.end ? b : a));
      this.print(latest, results.length - 1);
    }
  }

  private print(result: ResultRecord, others: number): void {
    const { pipeline, query, window } = result;
    const results = [...(this.byQuery.get(`${pipeline}/${query}`)?.get(nameOf(result))?.values() ?? [])];
    const shown = results.slice(0, KEYS_PRINTED).map(describe).join(' | ');
    const more = results.length > KEYS_PRINTED ? ` | and ${results.length - KEYS_PRINTED} more` : '';
    const beside = others === 0 ? '' : `  (and ${others} more ${others === 1 ? 'window' : 'windows'})`;
    process.stdout.write(`${clockTime(window.start)}-${clockTime(window.end)}  ${query}  ${shown}${more}${beside}\n`);
  }
}

/** Windows that grow start together. */
const nameOf = ({ window }: ResultRecord): string => `${window.start} ${window.end}`;

function describe({ key, values }: ResultRecord): string {
  const name = Object.values(key)
    .map(value => value ?? '-')
    .join(' ');
  const shown = Object.entries(values)
    .filter(([, value]) => typeof value === 'number')
    .map(([as, value]) => `${as} ${round(value as number)}`);
  return `${name ? `${name}: ` : ''}${shown.join(', ')}`;
}

const clockTime = (iso: string): string => iso.slice(11, 19);
const round = (value: number): number => Math.round(value * 100) / 100;

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
