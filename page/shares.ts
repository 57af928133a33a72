/// <reference lib="dom" />
import type { QueryDescription } from '../api/contract';
import { csvButton } from './csv';
import { element, pickButton } from './elements';
import { formatNumber, formatPart } from './format';
import { rankedCard } from './ranked-card';
import type { Selection } from './selection';
import type { Share } from './sums';

const SHOWN = 10;

/** A table for each of a query's keys: what each of its values has of the measure; pressing one selects it. */
export function drawShares(
  query: QueryDescription,
  measure: number,
  selection: Selection,
  /** As they are when they are asked for. */
  shares: (dimension: number) => readonly Share[],
  onPick: (dimension: number, part: string) => void,
): readonly HTMLElement[] {
  const { name } = query.values[measure]!;
  return query.groupBy.map((dimension, i) => {
    const all = shares(i);
    const rows = withChosen(all, selection[i]).map(({ part, sum }) => ({
      name: pick(part, part === selection[i], () => onPick(i, part)),
      count: sum,
    }));
    const card = rankedCard(dimension, `${name} of ${query.name}`, [dimension, name], rows);
    const more = all.length > SHOWN ? `${formatNumber(all.length - SHOWN)} more` : '';
    const csv = csvButton(`${query.name} by ${dimension}`, () => [
      [dimension, name],
      ...shares(i).map(({ part, sum }) => [formatPart(part), sum]),
    ]);
    const foot = element('p', { className: 'foot' });
    foot.append(element('small', { textContent: more }), csv);
    card.append(foot);
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
