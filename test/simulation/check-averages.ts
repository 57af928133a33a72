import { baseOf, type SeriesQuery, type Pipeline } from '../../engine/definition/pipeline';
import { type AverageResults, batchAverages } from './average-oracle';
import type { Evidence } from './evidence';
import type { ExpectedResult } from './expected';
import { kindOf } from './oracle';
import { ownerOf, readResults, type ResultRowRead } from './read-state';

/**
 * The moving averages that must stand in the end. Where every definition has the same one they are those of a batch
 * computation; where deploys have brought or changed it, from the windows on that the last definition alone has closed.
 */
export function expectedAverages(evidence: Evidence, owned: ReadonlyMap<string, ExpectedResult>): AverageResults {
  const [last] = evidence.pipelines.slice(-1);
  const expected: ExpectedResult[] = [];
  const unsettled = new Set<string>();
  for (const { name, over } of evidence.pipelines.flatMap(averagesIn)) {
    for (const id of owned.keys()) if (id.includes(`/${over}/`)) unsettled.add(id.replace(`/${over}/`, `/${name}/`));
  }
  for (const query of averagesIn(last!)) {
    const results = averagesOf(evidence, query, owned);
    for (const result of results.expected) expected.push(result);
    for (const id of results.settled) unsettled.delete(id);
  }
  return { expected, unsettled };
}

const averagesIn = ({ queries }: Pick<Pipeline, 'queries'>): readonly SeriesQuery[] =>
  queries.filter(query => 'series' in query);

function averagesOf(
  { pipelines, results, watch, settledMs }: Evidence,
  query: SeriesQuery,
  owned: ReadonlyMap<string, ExpectedResult>,
): ReturnType<typeof batchAverages> {
  const isAlways = pipelines.every(({ queries }) => queries.some(({ id }) => id === query.id));
  const fromEpoch = isAlways ? 0 : (watch.epochs.find(epoch => epoch.cutAtMs > settledMs)?.number ?? Infinity);
  const base = baseOf(pipelines.at(-1)!, query);
  const windows = [...owned.values()].filter(
    ({ id, startMs, block }) =>
      id.startsWith(`${pipelines[0]!.name}/${base.name}/`) &&
      block.kind === kindOf(query.window) &&
      ownerOf(results, base, startMs) === base.id,
  );
  const rows = readResults(results);
  const epochs = byPlace(rows, base.name);
  const own = byPlace(rows, query.name);
  const isForeign = (startMs: number): boolean => (ownerOf(results, query, startMs) ?? query.id) !== query.id;
  return batchAverages(pipelines[0]!.name, query, windows, {
    isSettled: (window, before) =>
      (epochs.get(placeOf(window))?.epoch ?? 0) >= fromEpoch &&
      !isForeign(window.startMs) &&
      (before === undefined || !isForeign(before.startMs)),
    standing: window => (isForeign(window.startMs) ? undefined : own.get(placeOf(window))),
  });
}

const placeOf = ({ block, key }: ExpectedResult): string =>
  `${block.startMs} ${block.kind} ${JSON.stringify(Object.values(key))}`;

const byPlace = (rows: readonly ResultRowRead[], query: string): Map<string, ResultRowRead> =>
  new Map(
    rows
      .filter(row => row.query === query)
      .map(row => [`${row.blockStartMs} ${row.kind} ${JSON.stringify(row.key)}`, row] as const),
  );
