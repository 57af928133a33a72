/// <reference lib="dom" />
import type { QueryDescription, ValueDescription } from '../api/contract';
import { byId, element } from './elements';
import { formatDuration, formatMoment, formatNumber, formatShare, type Zone } from './format';
import { type Figure, figuresOf, isApart, type Known, type Period } from './sums';
import type { Point } from './ring';

/** The numbers of the period, each beside the period before. */
export function drawHeadlines(
  root: HTMLElement,
  query: QueryDescription,
  points: readonly Point[],
  period: Period,
  known: Known,
): void {
  const figures = figuresOf(query, points, period, known).filter(({ value }) => value !== null);
  const isMixed = figures.some(({ isLatest }) => isLatest) && figures.some(({ isLatest }) => !isLatest);
  root.replaceChildren(...figures.map(figure => headline(query, figure, isMixed)));
}

function headline(
  query: QueryDescription,
  { description, value, before, isLatest }: Figure,
  isMixed: boolean,
): HTMLElement {
  const card = element('div', { className: 'card headline' });
  const figure = element('dd');
  const text = inUnits(query, description, value);
  figure.append(element('b', { textContent: text, title: formatNumber(value) }));
  figure.append(changeOf(value, before, inUnits(query, description, before)));
  const name = element('dt', { textContent: description.name });
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
