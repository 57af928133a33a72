import type { Query } from '../../engine/definition/pipeline';
import type { Accepted, Evidence } from './evidence';
import { type AcceptedEvent, type ExpectedResult, groupBy, select } from './oracle';
import type { ObjectStoreModel } from './output-model';
import { ownerOf, type SideRow } from './read-state';
import type { Value } from './truth';

/** A result of a query for a window that another definition of the query wrote first. */
export interface ForeignResult {
  readonly query: Query;
  readonly result: ExpectedResult;
}

/** Every late and every quarantined event is delivered once, and so is what was closed out. */
export function checkLake({ lake, fail }: Evidence, sides: readonly SideRow[], accepted: readonly Accepted[]): void {
  const all = linesOf(lake, 'late').filter(line => line['reason'] !== 'definition changed');
  const late = all.filter(line => line['reason'] !== 'late at close');
  const closedOut = all.filter(line => line['reason'] === 'late at close');
  const quarantine = linesOf(lake, 'quarantine');
  const name = (side: Record<string, unknown>): string =>
    `${side['shardId'] as string} ${String(side['sequenceNumber']).padStart(56, '0')}/${String(side['index'])} ${JSON.stringify(side['queries'])}`;
  compareBags(
    fail,
    'late output',
    late.map(name),
    sides.filter(side => side.kind === 'late').map(side => name({ ...side })),
  );
  compareBags(
    fail,
    'quarantine',
    quarantine.map(name),
    sides.filter(side => side.kind === 'quarantine').map(side => name({ ...side })),
  );
  const rows = closedOut.map(({ query, key, pane, values }) => JSON.stringify([query, key, pane, values]));
  compareBags(fail, 'late at close', rows, accepted.flatMap(closedOutRows));
}

/**
 * What no window of the results could take is delivered, in the end with all its events; nothing else is delivered so.
 * Sessions may come and go meanwhile.
 */
export function checkForeign({ pipelines, results, lake, fail }: Evidence, foreign: readonly ForeignResult[]): void {
  const queries = new Map(pipelines.flatMap(pipeline => pipeline.queries).map(query => [query.id, query]));
  const averages = new Set<unknown>(pipelines.flatMap(pipeline => pipeline.movingAverages).map(({ id }) => id));
  const delivered = new Map<string, { query: Query; values: string }>();
  for (const { reason, query: id, key, window, values } of linesOf(lake, 'late')) {
    if (reason !== 'definition changed' || averages.has(id)) continue;
    const name = JSON.stringify([id, key, window]);
    const query = queries.get(id as string)!;
    delivered.set(name, { query, values: JSON.stringify(values) });
    const owner = ownerOf(results, query, Date.parse((window as { start: string }).start));
    if (owner === undefined || owner === id)
      fail('I5', `${name} went to the late output, but its window belongs to ${owner ?? 'nobody'}`);
  }
  for (const { query, result } of foreign) {
    const window = { start: new Date(result.startMs).toISOString(), end: new Date(result.endMs).toISOString() };
    const name = JSON.stringify([query.id, Object.values(result.key), window]);
    const found = delivered.get(name)?.values;
    if (found !== JSON.stringify(result.values))
      fail('I5', `${name} of another definition: ${found}, expected ${JSON.stringify(result.values)}`);
    delivered.delete(name);
  }
  for (const [name, { query }] of delivered) {
    if (query.window.kind === 'grid') fail('I5', `${name} went to the late output, a batch computation has it not`);
  }
}

function linesOf(lake: ObjectStoreModel, folder: string): Record<string, unknown>[] {
  const objects = [...lake.objects]
    .filter(([name]) => name.startsWith(`${folder}/`))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return objects.flatMap(([, text]) =>
    text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as Record<string, unknown>),
  );
}

/** What is closed out is delivered as rows: one a commit, pane and key. */
function closedOutRows({ query, closedOut }: Accepted): string[] {
  const keyOf = ({ values }: AcceptedEvent): Value[] => query.groupBy.map(field => values[field] ?? null);
  const rows = groupBy(closedOut, event =>
    JSON.stringify([event.commit.shardId, event.commit.from, paneOf(query, event.eventTimeMs), keyOf(event)]),
  );
  return [...rows.values()].map(events =>
    JSON.stringify([
      query.name,
      keyOf(events[0]!),
      new Date(paneOf(query, events[0]!.eventTimeMs)).toISOString(),
      select(query, events),
    ]),
  );
}

function paneOf({ window }: Query, timeMs: number): number {
  if (window.kind === 'session') return Math.floor(timeMs / window.gapMs) * window.gapMs;
  let [a, b] = [window.sizeMs, window.slideMs];
  while (b > 0) [a, b] = [b, a % b];
  return Math.floor((timeMs - window.offsetMs) / a) * a + window.offsetMs;
}

function compareBags(
  fail: Evidence['fail'],
  what: string,
  actual: readonly string[],
  expected: readonly string[],
): void {
  const left = new Map<string, number>();
  for (const one of expected) left.set(one, (left.get(one) ?? 0) + 1);
  for (const one of actual) left.set(one, (left.get(one) ?? 0) - 1);
  const wrong = [...left]
    .filter(([, n]) => n !== 0)
    .map(([one, n]) => `${one} ${n > 0 ? 'is missing' : 'is one too many'}`);
  if (wrong.length > 0)
    fail('I2', `${what}: ${wrong.slice(0, 3).join('; ')}${wrong.length > 3 ? ` and ${wrong.length - 3} more` : ''}`);
}
