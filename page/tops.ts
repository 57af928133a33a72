/// <reference lib="dom" />
import type { QueryDescription } from '../api/contract';
import { element, table } from './elements';
import { formatKey, formatNumber, formatTime, type Zone } from './format';
import type { Store } from './store';

const KEYS_SHOWN = 8;

/** The query and key that the charts show. */
export interface Chosen {
  readonly query: string;
  readonly key: string;
}

/** What came most in the newest closed windows: keys of the queries that count them, values of a topK. */
export function drawTops(
  root: HTMLElement,
  queries: readonly QueryDescription[],
  store: Store,
  chosen: Chosen,
  zone: Zone,
): void {
  root.replaceChildren(
    ...queries.flatMap(query => [...topKeys(query, store, zone), ...topValues(query, store, chosen, zone)]),
  );
}

function topKeys(query: QueryDescription, store: Store, zone: Zone): HTMLElement[] {
  const value = query.values.find(({ aggregate }) => aggregate === 'count')?.name;
  const top = value && query.groupBy.length > 0 && store.top(query.name, value, KEYS_SHOWN);
  if (!value || !top) return [];
  const rows = top.rows.map(row => ({ name: formatKey(row.key), count: row.value }));
  return [card(`Top of ${query.name}`, query.groupBy.join(' / '), value, rows, top.startMs, zone)];
}

/** Of the key that is shown; of a query without keys always. */
function topValues(query: QueryDescription, store: Store, chosen: Chosen, zone: Zone): HTMLElement[] {
  const key = query.groupBy.length === 0 ? '[]' : query.name === chosen.query ? chosen.key : undefined;
  const ranking = key === undefined ? undefined : store.series(query.name, key)?.ranking;
  return Object.entries(ranking?.lists ?? {}).flatMap(([name, list]) => {
    const rows = list.slice(0, KEYS_SHOWN).map(({ value, count }) => ({ name: String(value), count }));
    const title = `${name} of ${query.name}${key === '[]' ? '' : ` \u00b7 ${formatKey(key!)}`}`;
    return rows.length === 0 ? [] : [card(title, name, 'count', rows, ranking!.startMs, zone)];
  });
}

function card(
  title: string,
  what: string,
  measure: string,
  rows: readonly { readonly name: string; readonly count: number }[],
  startMs: number,
  zone: Zone,
): HTMLElement {
  const section = element('section', { className: 'card top' });
  const head = element('div', { className: 'card-head' });
  const when = `window of ${formatTime(startMs, zone)}`;
  head.append(element('h2', { textContent: title }), element('span', { textContent: when }));
  const highest = rows[0]?.count ?? 1;
  const cells = rows.map(({ name, count }) => [name, formatNumber(count), bar(count, highest)]);
  const list = table([what, measure, 'share'], cells);
  list.querySelectorAll('td:last-child').forEach(cell => cell.classList.add('bar'));
  section.append(head, list);
  return section;
}

function bar(value: number, highest: number): HTMLMeterElement {
  const meter = element('meter', { min: 0, max: Math.max(1, highest), value });
  meter.setAttribute('aria-label', `${formatNumber(value)} of ${formatNumber(highest)}`);
  return meter;
}
