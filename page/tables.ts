/// <reference lib="dom" />
import type { QueryDescription } from '../api/contract';
import type { Scene } from './scene';
import { byId, element } from './elements';
import { anyKey, parseSelection, textOf, toggled } from './selection';
import { drawShares } from './shares';
import { isStep } from './steps';
import { type Period, type Share, sharesOf } from './sums';
import { drawTops } from './tops';

/** The tables below the charts: of the chosen query's keys, and of what came most in other queries. */
export class Tables {
  private readonly root = byId('tops');
  /** The text of what is shown. */
  private shown = '';
  /** Of the chosen query's keys, in order. */
  private shares: readonly (readonly Share[])[] = [];

  constructor(private readonly scene: Scene) {}

  clear(): void {
    this.root.replaceChildren();
    this.shown = '';
  }

  /** Not while one is pressed: what is pressed would be gone before it is let go. */
  draw(period: Period): void {
    if (this.root.matches(':active')) return;
    const made = element('div');
    made.append(...this.ofKeys(period), ...this.ofOthers());
    if (made.innerHTML === this.shown) return;
    this.shown = made.innerHTML;
    const focused = nameOf(document.activeElement);
    this.root.replaceChildren(...made.childNodes);
    if (focused === undefined) return;
    [...this.root.querySelectorAll('button')].find(button => nameOf(button) === focused)?.focus();
  }

  private get measure(): number {
    const { chosen } = this.scene;
    return chosen.groupBy.length === 0 ? -1 : chosen.values.findIndex(({ isAdditive }) => isAdditive);
  }

  private ofKeys(period: Period): readonly HTMLElement[] {
    const { chosen, selection, store, isIn, onPick } = this.scene;
    const { measure } = this;
    if (measure < 0 || !isIn()) return [];
    const keys = store().selected(chosen.name, anyKey(chosen.groupBy.length), period.fromMs);
    this.shares = chosen.groupBy.map((_, i) => sharesOf(keys, selection, i, measure, period));
    return drawShares(
      chosen,
      measure,
      selection,
      i => this.shares[i]!,
      (i, part) => onPick(chosen.name, toggled(selection, i, part)),
    );
  }

  private ofOthers(): readonly HTMLElement[] {
    const { queries, offered, chosen, selection, live, zone, onPick } = this.scene;
    const store = live();
    if (!store) return [];
    const others = offered.filter(query => (query === chosen ? this.measure < 0 : !isStep(queries, query)));
    const pick = (query: QueryDescription, key: string): void =>
      onPick(query.name, parseSelection(key, query.groupBy.length)!);
    return drawTops(others, store, { query: chosen.name, key: textOf(selection) }, zone(), pick);
  }
}

/** What tells a button of the tables from the others: its table and its row; undefined of anything else. */
function nameOf(node: Element | null): string | undefined {
  const table = node?.closest('#tops .top')?.querySelector('h2')?.textContent;
  return table === undefined || table === null
    ? undefined
    : `${table} ${node!.getAttribute('aria-label') ?? node!.textContent}`;
}
