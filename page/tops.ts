/// <reference lib="dom" />
import type { QueryDescription } from '../api/contract';
import { element, pickButton } from './elements';
import { formatKey, formatWindow, type Zone } from './format';
import { rankedCard } from './ranked-card';
import type { Store } from './store';

const KEYS_SHOWN = 8;

/** The query and key that the charts show. */
export interface Chosen {
  readonly query: string;
  readonly key: string;
}

/** What came most in the newest closed windows: keys of the queries that count them, values of a list. */
export function drawTops(
  queries: readonly QueryDescription[],
  store: Store,
  chosen: Chosen,
  zone: Zone,
  onPick: (query: QueryDescription, key: string) => void,
): readonly HTMLElement[] {
  return queries.flatMap(query => [...topKeys(query, store, zone, onPick), ...topValues(query, store, chosen, zone)]);
}

interface Top {
  readonly title: string;
  readonly of: string;
  /** What is counted, and the count. */
  readonly head: readonly [what: string, measure: string];
  readonly rows: readonly { readonly name: string; readonly count: number; readonly onPick?: () => void }[];
  readonly startMs: number;
}

/** The value by which keys are ranked; undefined where a query counts nothing. */
export const measureOf = ({ values }: QueryDescription): string | undefined =>
  values.find(({ isCount }) => isCount)?.name;

function topKeys(
  query: QueryDescription,
  store: Store,
  zone: Zone,
  onPick: (query: QueryDescription, key: string) => void,
): HTMLElement[] {
  const measure = measureOf(query);
  const top = measure && query.groupBy.length > 0 && store.top(query.name, measure, KEYS_SHOWN);
  if (!measure || !top) return [];
  const head = [query.groupBy.join(' / '), measure] as const;
  const rows = top.rows.map(({ key, value }) => ({
    name: formatKey(key),
    count: value,
    onPick: () => onPick(query, key),
  }));
  return [card(query, { title: query.name, of: `highest ${measure}`, head, rows, startMs: top.startMs }, zone)];
}

/** Of the key that is shown; of a query without keys always. */
function topValues(query: QueryDescription, store: Store, chosen: Chosen, zone: Zone): HTMLElement[] {
  const key = query.groupBy.length === 0 ? '[]' : query.name === chosen.query ? chosen.key : undefined;
  const ranking = key === undefined ? undefined : store.series(query.name, key)?.ranking;
  return Object.entries(ranking?.lists ?? {}).flatMap(([name, list]) => {
    const rows = list.slice(0, KEYS_SHOWN).map(({ value, count }) => ({ name: String(value), count }));
    const title = `${name}${key === '[]' ? '' : ` of ${formatKey(key!)}`}`;
    const { startMs } = ranking!;
    return rows.length === 0
      ? []
      : [card(query, { title, of: query.name, head: ['value', 'count'], rows, startMs }, zone)];
  });
}

function card({ window }: QueryDescription, { title, of, head, rows, startMs }: Top, zone: Zone): HTMLElement {
  const named = rows.map(({ name, count, onPick }) => ({
    name: onPick ? pickButton(name, onPick) : element('span', { textContent: name, title: name }),
    count,
  }));
  return rankedCard(title, `${of}, ${formatWindow(window, startMs, zone)}`, head, named);
}
