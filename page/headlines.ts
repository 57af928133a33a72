/// <reference lib="dom" />
import type { QueryDescription, ValueDescription } from '../api/contract';
import { byId, element } from './elements';
import { formatDuration, formatMoment, formatNumber, formatShare, type Zone } from './format';
import { type Figure, isApart, type Period } from './sums';

/** Numbers of one query. */
export interface Headed {
  readonly query: QueryDescription;
  readonly figures: readonly Figure[];
}

/** Numbers, each beside that of the period before; those of another query than the chosen one with its name. */
export function drawHeadlines(root: HTMLElement, chosen: QueryDescription, all: readonly Headed[]): void {
  const known = all.flatMap(({ query, figures }) =>
    figures.filter(({ value }) => value !== null).map(figure => ({ query, figure })),
  );
  const isMixed = new Set(known.map(({ figure }) => figure.isLatest)).size > 1;
  root.replaceChildren(
    ...known.map(({ query, figure }) => headline(query, figure, isMixed, query === chosen ? '' : ` · ${query.name}`)),
  );
}

function headline(
  query: QueryDescription,
  { description, value, before, isLatest }: Figure,
  isMixed: boolean,
  of: string,
): HTMLElement {
  const card = element('div', { className: 'card headline' });
  const figure = element('dd');
  const text = inUnits(query, description, value);
  figure.append(element('b', { textContent: text, title: formatNumber(value) }));
  figure.append(changeOf(value, before, inUnits(query, description, before)));
  const name = element('dt', { textContent: description.name });
  if (of !== '') name.append(element('small', { textContent: of }));
  if (isMixed && isLatest) name.append(element('small', { textContent: ' · newest' }));
  card.append(name, figure);
  card.title = isLatest ? 'of the newest window, beside that of a span before' : 'of the span, beside the span before';
  return card;
}

/** Says of which time the numbers and the tables of keys are: of whole windows, so not of quite the time that a chart shows. */
export function sayPeriod(query: QueryDescription, period: Period | undefined, zone: Zone): void {
  const note = byId('period');
  note.hidden = period === undefined;
  if (!period) return;
  const [from, to] = [period.fromMs, period.toMs].map(ms => formatMoment(ms, zone));
  note.textContent = isApart(query)
    ? `Sums from ${from} to ${to}, beside as long before.`
    : `Figures of the newest closed window, which starts at ${from}: its windows overlap, and cannot be added up.`;
}

/** A share of counts in per cent, milliseconds as a duration, all else as a number. */
function inUnits({ values, over }: QueryDescription, { name, ratio }: ValueDescription, value: number | null): string {
  const of = ratio && values.find(each => each.name === ratio.of);
  const per = ratio && values.find(each => each.name === ratio.per);
  if (of?.isCount && per?.isCount) return formatShare(value);
  return isInMs(of?.name ?? name, over) ? formatDuration(value) : formatNumber(value);
}

/** A session's `duration` is in ms, and so is what sums it up; as is whatever its name says it of. */
const isInMs = (name: string, over: string | undefined): boolean =>
  name.endsWith('_ms') || (name === 'duration' && over !== undefined);

function changeOf(value: number | null, before: number | null, beforeText: string): HTMLElement {
  if (value === null || before === null) return element('small', { textContent: '' });
  const change = before === 0 ? undefined : (value - before) / Math.abs(before);
  const sign = change === undefined || Math.abs(change) < 0.000_5 ? '' : change > 0 ? '+' : '−';
  const text = change === undefined ? '–' : `${sign}${formatShare(Math.abs(change))}`;
  return element('small', { textContent: text, title: `${beforeText} in the period before` });
}
