import type { EventQuery } from '../../engine/definition/pipeline';
import { checkClosedOut } from './check-closed-out';
import type { Accepted, Evidence } from './evidence';
import type { ExpectedResult } from './expected';
import { mayStand } from './check-results';
import type { ObjectStoreModel } from './output-model';
import { ownerOf, type SideRow } from './read-state';

/** A result of a query for a window that another definition of the query wrote first. */
export interface ForeignResult {
  readonly query: EventQuery;
  readonly result: ExpectedResult;
}

/** Every late and every quarantined event is delivered once, and so is what was closed out. */
export function checkLake(evidence: Evidence, sides: readonly SideRow[], accepted: readonly Accepted[]): void {
  const { lake, fail } = evidence;
  const all = linesOf(lake, 'late').filter(line => line['reason'] !== 'definition changed');
  const late = all.filter(line => line['reason'] !== 'late at close');
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
  const closedOut = all.filter(line => line['reason'] === 'late at close');
  checkClosedOut(evidence, closedOut, accepted);
}

/**
 * What no window of the results could take is delivered, in the end with all its events; nothing else is delivered so.
 * Sessions may come and go meanwhile, and what `having` or `top` leave out in the end may have been a result before.
 */
export function checkForeign({ pipelines, results, lake, fail }: Evidence, foreign: readonly ForeignResult[]): void {
  const queries = new Map(pipelines.flatMap(pipeline => pipeline.queries).map(query => [query.id, query]));
  const delivered = new Map<string, { query: EventQuery; values: Readonly<Record<string, unknown>> }>();
  for (const { reason, query: id, key, window, values } of linesOf(lake, 'late')) {
    if (reason !== 'definition changed') continue;
    const query = queries.get(id as string)!;
    if (query.over !== undefined) continue;
    const name = JSON.stringify([id, key, window]);
    delivered.set(name, { query, values: values as Record<string, unknown> });
    const owner = ownerOf(results, query, placeOf(query, window as { start: string; end: string }));
    if (owner === undefined || owner === id)
      fail('I5', `${name} went to the late output, but its window belongs to ${owner ?? 'nobody'}`);
  }
  for (const { query, result } of foreign) {
    const window = { start: new Date(result.startMs).toISOString(), end: new Date(result.endMs).toISOString() };
    const name = JSON.stringify([query.id, Object.values(result.key), window]);
    const found = delivered.get(name)?.values;
    delivered.delete(name);
    if (result.may.includes(undefined)) continue;
    if (!found || !mayStand(found, result))
      fail('I5', `${name} of another definition: ${JSON.stringify(found)}, expected ${JSON.stringify(result.may)}`);
  }
  for (const [name, { query }] of delivered) {
    if (query.window.kind !== 'session') fail('I5', `${name} went to the late output, a batch computation has it not`);
  }
}

/** Where the block of a window starts, ms. */
function placeOf({ window }: EventQuery, { start, end }: { readonly start: string; readonly end: string }): number {
  const [startMs, endMs] = [Date.parse(start), Date.parse(end)];
  if (window.kind === 'session') return Math.floor(startMs / window.gapMs) * window.gapMs;
  if (window.kind === 'cumulate') return startMs + (Math.ceil((endMs - startMs) / window.stepMs) - 1) * window.stepMs;
  return startMs;
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
