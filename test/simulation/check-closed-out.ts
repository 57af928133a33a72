import type { EventQuery } from '../../engine/definition/pipeline';
import type { Accepted, Evidence } from './evidence';
import { definitionsOf } from './expected';
import { aggregated, groupBy } from './oracle';
import { valuesOf } from './shown';

/** A row that must be delivered: one a commit, pane and key. */
interface ClosedOut {
  readonly name: string;
  /** Its values as each definition shows them. */
  readonly may: readonly string[];
}

/** What windows that had closed for good could not take is delivered once, as some definition that has the query shows it. */
export function checkClosedOut(
  evidence: Evidence,
  delivered: readonly Record<string, unknown>[],
  accepted: readonly Accepted[],
): void {
  const { fail } = evidence;
  const left = groupBy(delivered, ({ query, key, pane }) => JSON.stringify([query, key, pane]));
  const rows = accepted.flatMap(one => closedOutRows(evidence, one));
  // What fewer definitions explain is found first.
  for (const { name, may } of rows.sort((a, b) => a.may.length - b.may.length)) {
    const lines = left.get(name) ?? [];
    const i = lines.findIndex(({ values }) => may.includes(JSON.stringify(values)));
    if (i < 0) fail('I2', `late at close: ${name} ${may.join(' or ')} is missing`);
    else lines.splice(i, 1);
  }
  for (const [name, lines] of left)
    for (const { values } of lines) fail('I2', `late at close: ${name} ${JSON.stringify(values)} is one too many`);
}

function closedOutRows(evidence: Evidence, { query, closedOut }: Accepted): ClosedOut[] {
  const definitions = [...new Set(definitionsOf(evidence, query.id))].filter(one => one !== undefined);
  const paneMs = paneLength(query);
  const rows = groupBy(closedOut, ({ commit, eventTimeMs, key }) =>
    JSON.stringify([commit.shardId, commit.from, paneOf(query, eventTimeMs), key]),
  );
  return [...rows.values()].map(events => {
    const { key, eventTimeMs } = events[0]!;
    const startMs = paneOf(query, eventTimeMs);
    const row = {
      keyText: JSON.stringify(key),
      key: Object.fromEntries(query.groupBy.map((name, i) => [name, key[i]!])),
      startMs,
      endMs: startMs + paneMs,
      aggregates: aggregated(definitions[0]!.aggregates, events),
    };
    const may = definitions.map(definition => JSON.stringify(valuesOf(definition, row)));
    return { name: JSON.stringify([query.name, key, new Date(startMs).toISOString()]), may: [...new Set(may)] };
  });
}

function paneLength({ window }: EventQuery): number {
  if (window.kind === 'session') return window.gapMs;
  if (window.kind === 'calendar') return 15 * 60_000;
  if (window.kind === 'cumulate')
    return commonLength(window.stepMs, window.period.kind === 'grid' ? window.period.sizeMs : 15 * 60_000);
  return commonLength(window.sizeMs, window.slideMs);
}

/** The greatest that divides both. */
function commonLength(a: number, b: number): number {
  while (b > 0) [a, b] = [b, a % b];
  return a;
}

function paneOf(query: EventQuery, timeMs: number): number {
  const { window } = query;
  const grid = window.kind === 'cumulate' ? window.period : window;
  const offsetMs = grid.kind === 'grid' ? grid.offsetMs : 0;
  const paneMs = paneLength(query);
  return Math.floor((timeMs - offsetMs) / paneMs) * paneMs + offsetMs;
}
