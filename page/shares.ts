/// <reference lib="dom" />
import type { QueryDescription } from '../api/contract';
import { csvButton } from './csv';
import { element, meterOf, pickButton, table } from './elements';
import { formatNumber, formatPart } from './format';
import type { Selection } from './selection';
import { type KeyPoints, type Period, type Share, sharesOf } from './sums';

const SHOWN = 10;

/** A table for each of a query's keys: what each of its values has of the measure; pressing one selects it. */
export function drawShares(
  query: QueryDescription,
  measure: number,
  keys: readonly KeyPoints[],
  selection: Selection,
  period: Period,
  onPick: (dimension: number, part: string) => void,
): readonly HTMLElement[] {
  const { name } = query.values[measure]!;
  return query.groupBy.map((dimension, i) => {
    const shares = sharesOf(keys, selection, i, measure, period);
    const card = element('section', { className: 'card top' });
    const heading = element('h2', { textContent: dimension });
    heading.append(element('small', { textContent: `${name} of ${query.name}` }));
    const rows = withChosen(shares, selection[i]).map(({ part, sum }) => [
      pick(part, part === selection[i], () => onPick(i, part)),
      formatNumber(sum),
      meterOf(sum, shares[0]!.sum),
    ]);
    const more = shares.length > SHOWN ? `${formatNumber(shares.length - SHOWN)} more` : '';
    const csv = csvButton(`${query.name} by ${dimension}`, () => [
      [dimension, name],
      ...shares.map(({ part, sum }) => [formatPart(part), sum]),
    ]);
    const foot = element('p', { className: 'foot' });
    foot.append(element('small', { textContent: more }), csv);
    card.append(heading, table([dimension, name, 'beside the first'], rows), foot);
    return card;
  });
}

/** The first ones, and what is chosen wherever it stands. */
function withChosen(shares: readonly Share[], chosen: string | undefined): readonly Share[] {
  const first = shares.slice(0, SHOWN);
  const beyond = shares.slice(SHOWN).filter(({ part }) => part === chosen);
  return [...first, ...beyond];
}

function pick(part: string, isChosen: boolean, onPick: () => void): HTMLButtonElement {
  const button = pickButton(formatPart(part), onPick);
  button.setAttribute('aria-pressed', String(isChosen));
  return button;
}
