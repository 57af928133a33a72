import {
  baseOf,
  type CascadeQuery,
  type Pipeline,
  type Query,
  type SeriesQuery,
} from '../../engine/definition/pipeline';
import { batchAverages } from './average-oracle';
import { batchCascade } from './cascade-oracle';
import type { Evidence } from './evidence';
import type { ExpectedResult } from './expected';
import { ownerOf, ownerOfBlock, readResults, type ResultRowRead } from './read-state';

interface OverResults {
  readonly expected: readonly ExpectedResult[];
  /** Ids under which anything may stand: it is not known which definition has computed them, and when. */
  readonly unsettled: ReadonlySet<string>;
}

/**
 * What must stand in the end of queries over results: what a batch computation finds in the results below, which are judged by
 * themselves. Where every definition has the same query that is all; where deploys have brought or changed it, what results have
 * changed that were written when the last definition alone ran.
 */
export function expectedOver(evidence: Evidence): OverResults {
  const { pipelines, watch } = evidence;
  const last = pipelines.at(-1)!;
  const rows = readResults(evidence.results);
  const names = new Set(pipelines.flatMap(overResults).map(({ name }) => name));
  const ids = [...rows.map(row => idOf(last, row)), ...watch.emitted.keys()];
  const unsettled = new Set(ids.filter(id => names.has(id.split('/')[1]!)));
  const expected: ExpectedResult[] = [];
  for (const query of overResults(last)) {
    const found = 'series' in query ? averagesOf(evidence, query, rows) : resultsOf(evidence, query, rows);
    for (const result of found.expected) expected.push(result);
    const settled = isAlways(evidence, query) ? ids.filter(id => id.split('/')[1] === query.name) : found.settled;
    for (const id of settled) unsettled.delete(id);
  }
  return { expected, unsettled };
}

const overResults = ({ queries }: Pick<Pipeline, 'queries'>): readonly (SeriesQuery | CascadeQuery)[] =>
  queries.filter(query => query.over !== undefined);

const idOf = ({ name }: Pipeline, { query, blockStartMs, kind, key }: ResultRowRead): string =>
  `${name}/${query}/${new Date(blockStartMs).toISOString()}/${kind}/${JSON.stringify(key)}`;

const isAlways = ({ pipelines }: Evidence, { id }: Query): boolean =>
  pipelines.every(({ queries }) => queries.some(query => query.id === id));

/** The first epoch that only functions of the last definition executed; 0 where all have the query. */
function firstEpoch(evidence: Evidence, query: Query): number {
  if (isAlways(evidence, query)) return 0;
  return evidence.watch.epochs.find(epoch => epoch.cutAtMs > evidence.settledMs)?.number ?? Infinity;
}

/** Results of a query as they stand, its own. */
function standingOf({ results }: Evidence, query: Query, rows: readonly ResultRowRead[]): ResultRowRead[] {
  return rows.filter(
    row => row.query === query.name && !row.retracted && row.final && ownerOfBlock(results, row) === query.id,
  );
}

function resultsOf(
  evidence: Evidence,
  query: CascadeQuery,
  rows: readonly ResultRowRead[],
): { expected: ExpectedResult[]; settled: string[] } {
  const last = evidence.pipelines.at(-1)!;
  const base = baseOf(last, query);
  const drawn = last.meaning.cascades!.find(({ name }) => name === query.name)!;
  const gapMs = base.window.kind === 'session' ? base.window.gapMs : 0;
  const standing = standingOf(evidence, base, rows);
  const fromEpoch = firstEpoch(evidence, query);
  const all = batchCascade(last.name, query, drawn, { keys: base.groupBy, gapMs, rows: standing });
  const isForeign = (startMs: number): boolean => (ownerOf(evidence.results, query, startMs) ?? query.id) !== query.id;
  const isSettled = new Map<number, boolean>();
  for (const { block, epoch } of all)
    isSettled.set(
      block.startMs,
      isSettled.get(block.startMs) === true || (epoch >= fromEpoch && !isForeign(block.startMs)),
    );
  const expected = all.filter(({ block }) => isSettled.get(block.startMs));
  return { expected, settled: expected.map(({ id }) => id) };
}

function averagesOf(
  evidence: Evidence,
  query: SeriesQuery,
  rows: readonly ResultRowRead[],
): ReturnType<typeof batchAverages> {
  const { pipelines, results } = evidence;
  const last = pipelines.at(-1)!;
  const base = baseOf(last, query);
  const fromEpoch = firstEpoch(evidence, query);
  const standing = standingOf(evidence, base, rows);
  const windows = standing.map((row): ExpectedResult => {
    const key = Object.fromEntries(base.groupBy.map((name, i) => [name, row.key[i]!]));
    const { startMs, endMs, kind, values } = row;
    const may = [values as Record<string, never>];
    return { id: idOf(last, row), block: { startMs, kind }, key, startMs, endMs, may, names: new Set() };
  });
  const epochs = new Map(standing.map(row => [placeOf(row.blockStartMs, row.key), row.epoch]));
  const own = new Map(standingOf(evidence, query, rows).map(row => [placeOf(row.blockStartMs, row.key), row] as const));
  const isForeign = (startMs: number): boolean => (ownerOf(results, query, startMs) ?? query.id) !== query.id;
  return batchAverages(last.name, query, windows, {
    isSettled: (window, before) =>
      epochs.get(placeOf(window.startMs, Object.values(window.key)))! >= fromEpoch &&
      !isForeign(window.startMs) &&
      (before === undefined || !isForeign(before.startMs)),
    standing: window =>
      isForeign(window.startMs) ? undefined : own.get(placeOf(window.startMs, Object.values(window.key))),
  });
}

const placeOf = (blockStartMs: number, key: readonly unknown[]): string => `${blockStartMs} ${JSON.stringify(key)}`;
