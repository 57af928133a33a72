import type { Accepted, Evidence } from './evidence';
import type { DrawnQuery } from './language/query';
import { type Aggregated, batchOf } from './oracle';
import { resultsOf, type Values } from './shown';
import { SKEW_MS } from './world';

/** What must stand in the end for a key in a window. */
export interface ExpectedResult extends Pick<Aggregated, 'id' | 'block' | 'key' | 'startMs' | 'endMs'> {
  /** What the definitions find that may have looked at it last; undefined: no result. */
  readonly may: readonly (Values | undefined)[];
  /**
   * Of a session, how the table may show what one definition has found once another has written a session beside it: by the names of
   * the latter.
   */
  readonly carried?: readonly Values[];
  /** The names of its values in any definition; one has written it, and others may have found nothing to change. */
  readonly names: ReadonlySet<string>;
  /** The most by which numbers may differ. @default 0 */
  readonly within?: number;
}

/** The definitions that show the state of a query: other values, `having` and `top` go on with it. */
export function definitionsOf({ pipelines }: Pick<Evidence, 'pipelines'>, id: string): (DrawnQuery | undefined)[] {
  return pipelines.map(({ queries, meaning }) => {
    const query = queries.find(one => one.id === id);
    return query && meaning.queries[query.name];
  });
}

/** What a batch computation over all accepted events of a query finds. */
export function expectedOf(evidence: Evidence, { query, events }: Accepted): ExpectedResult[] {
  const definitions = definitionsOf(evidence, query.id);
  const known = [...new Set(definitions)].filter(one => one !== undefined);
  const all = batchOf(evidence.pipelines[0]!.name, query, known[0]!.aggregates, events);
  const results = new Map(known.map(one => [one, resultsOf(one, all)]));
  const names = new Set(known.flatMap(({ values }) => values.map(({ name }) => name)));
  const lookedAt = lastLooks(evidence, query.window.kind, all);
  return all.map(one => {
    const last = known.length === 1 ? known : [...mayHaveLooked(evidence, definitions, lookedAt(one))];
    const { id, block, key, startMs, endMs } = one;
    const may = last.map(definition => results.get(definition)!.get(id));
    const carried = query.window.kind === 'session' ? known.flatMap(other => carriedBy(other, may)) : [];
    return { id, block, key, startMs, endMs, names, may, carried };
  });
}

function carriedBy({ values }: DrawnQuery, may: readonly (Values | undefined)[]): Values[] {
  return may.flatMap(found =>
    found === undefined ? [] : [Object.fromEntries(values.map(({ name }) => [name, found[name] ?? null]))],
  );
}

/**
 * The epoch of the last look at a window or a session that is known for sure: the first that had merged all of its events and
 * closed it. All keys of a window are looked at together.
 */
function lastLooks({ watch }: Evidence, kind: string, all: readonly Aggregated[]): (one: Aggregated) => number {
  const placeOf = ({ id, block }: Aggregated): string => (kind === 'session' ? id : String(block.startMs));
  const merged = new Map<string, number>();
  for (const one of all) merged.set(placeOf(one), Math.max(merged.get(placeOf(one)) ?? 0, one.epoch));
  return one => {
    const from = merged.get(placeOf(one))!;
    const closing = watch.epochs.find(
      ({ number, flush, watermarkMs }) => number >= from && (flush || (watermarkMs ?? -Infinity) >= one.endMs),
    );
    return closing?.cutAtMs ?? Infinity;
  };
}

/** Those of which functions ran at a time or later; a definition that has the query no more shows it as any other did. */
function mayHaveLooked(
  { runsUntilMs }: Evidence,
  definitions: readonly (DrawnQuery | undefined)[],
  fromMs: number,
): Set<DrawnQuery> {
  const running = definitions.filter((_, i) => runsUntilMs[i]! >= fromMs - SKEW_MS);
  return new Set((running.includes(undefined) ? definitions : running).filter(one => one !== undefined));
}
