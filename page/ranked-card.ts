/// <reference lib="dom" />
import { element, table } from './elements';
import { formatNumber } from './format';

export interface RankedRow {
  readonly name: HTMLElement;
  readonly count: number;
}

/** A card with a table of names and their counts, the highest first, each with a bar beside the first. */
export function rankedCard(
  title: string,
  subtitle: string,
  head: readonly [what: string, measure: string],
  rows: readonly RankedRow[],
): HTMLElement {
  const section = element('section', { className: 'card top' });
  const heading = element('h2', { textContent: title });
  heading.append(element('small', { textContent: subtitle }));
  const highest = rows[0]?.count ?? 1;
  const cells = rows.map(({ name, count }) => [name, formatNumber(count), bar(count, highest)]);
  section.append(heading, table([...head, 'beside the first'], cells));
  return section;
}

function bar(value: number, highest: number): HTMLMeterElement {
  const meter = element('meter', { min: 0, max: Math.max(1, highest), value });
  meter.setAttribute('aria-label', `${formatNumber(value)} of ${formatNumber(highest)}`);
  return meter;
}
