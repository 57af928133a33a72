/// <reference lib="dom" />
import type { QueryDescription } from '../api/contract';
import { element, table } from './elements';
import { formatKey, formatNumber, formatTime, type Zone } from './format';
import type { Store } from './store';

const KEYS_SHOWN = 8;

/** Tables of the keys with the highest counts in the newest closed window, one for each grouped query that counts. */
export function drawTops(root: HTMLElement, queries: readonly QueryDescription[], store: Store, zone: Zone): void {
  root.replaceChildren(
    ...queries.flatMap(query => {
      const value = query.values.find(({ aggregate }) => aggregate === 'count')?.name;
      const top = value && query.groupBy.length > 0 && store.top(query.name, value, KEYS_SHOWN);
      if (!value || !top) return [];
      const card = element('section', { className: 'card top' });
      const head = element('div', { className: 'card-head' });
      const when = `window of ${formatTime(top.startMs, zone)}`;
      head.append(element('h2', { textContent: `Top of ${query.name}` }), element('span', { textContent: when }));
      const highest = top.rows[0]?.value ?? 1;
      const rows = top.rows.map(row => [formatKey(row.key), formatNumber(row.value), bar(row.value, highest)]);
      const list = table([query.groupBy.join(' / '), value, 'share'], rows);
      list.querySelectorAll('td:last-child').forEach(cell => cell.classList.add('bar'));
      card.append(head, list);
      return [card];
    }),
  );
}

function bar(value: number, highest: number): HTMLMeterElement {
  const meter = element('meter', { min: 0, max: Math.max(1, highest), value });
  meter.setAttribute('aria-label', `${formatNumber(value)} of ${formatNumber(highest)}`);
  return meter;
}
