/// <reference lib="dom" />
import type { QueryDescription } from '../api/contract';
import { compared, comparedValue } from './comparison';
import { byId, element } from './elements';
import { describeWindows, formatKey, formatSelection, type Zone } from './format';
import { drawHeadlines } from './headlines';
import { Panel, type Subject } from './panel';
import { anyKey, isOne, parseSelection, type Selection, textOf, toggled } from './selection';
import { bandsOf, chartsOf, planOf, planOfSums } from './series';
import { drawShares } from './shares';
import type { Store } from './store';
import { isApart, type Period, periodOf } from './sums';
import { drawTops } from './tops';

/** What is chosen, and the windows to show it from. */
export interface Scene {
  readonly queries: readonly QueryDescription[];
  readonly chosen: QueryDescription;
  readonly selection: Selection;
  /** Keys beside the one that is selected. */
  readonly compared: readonly string[];
  readonly store: () => Store;
  readonly zone: () => Zone;
  readonly lateEvents: (query: string) => number;
  /** A query with what is selected of its keys is to be shown. */
  readonly onPick: (query: string, selection: Selection) => void;
}

/** Queries that a scene's charts show: the chosen one, and beside averages what they are taken over. */
export function shownOf(queries: readonly QueryDescription[], chosen: QueryDescription): readonly QueryDescription[] {
  return [chosen, ...(isAverage(chosen) ? queries.filter(({ name }) => name === chosen.over) : [])];
}

/**
 * Whether a query is only a step to others: sessions and the results that other keys or windows are made of. They are shown
 * where they are chosen.
 */
export const isStep = (queries: readonly QueryDescription[], { name, groupBy, window }: QueryDescription): boolean =>
  window.kind === 'session' ||
  queries.some(({ over, ...other }) => over === name && other.groupBy.join() !== groupBy.join());

/** Numbers, charts and tables of what is chosen. */
export class Board {
  private readonly panels: readonly Panel[];
  private readonly tables = byId('tops');
  private tablesShown = '';

  constructor(private readonly scene: Scene) {
    const { queries, chosen, zone } = scene;
    const charts = byId('charts');
    charts.replaceChildren();
    const subjects = shownOf(queries, chosen).flatMap(query => this.subjectsOf(query));
    this.panels = [...this.comparison(), ...subjects].map(subject => new Panel(subject, zone, charts));
  }

  destroy(): void {
    for (const panel of this.panels) panel.destroy();
    byId('headlines').replaceChildren();
  }

  /** The windows that start in [toMs - spanMs, toMs). */
  draw(toMs: number, spanMs: number): void {
    const { chosen, selection, store } = this.scene;
    for (const panel of this.panels) panel.draw(toMs - spanMs, toMs);
    const known = store().known(chosen.name, toMs);
    const period = periodOf(chosen, known, toMs, spanMs);
    drawHeadlines(byId('headlines'), chosen, store().points(chosen, selection, earliest(period)), period, known);
    this.drawTables(isApart(chosen) ? period : { ...period, fromMs: known.newestMs });
  }

  /** Not while one is pressed: what is pressed would be gone before it is let go. */
  private drawTables(period: Period): void {
    const { queries, chosen, selection, store, zone, onPick } = this.scene;
    if (this.tables.matches(':active')) return;
    const measure = chosen.values.findIndex(({ isAdditive }) => isAdditive);
    const hasShares = measure >= 0 && chosen.groupBy.length > 0;
    const made = element('div');
    if (hasShares) {
      const all = anyKey(chosen.groupBy.length);
      const keys = store().selected(chosen.name, all, period.fromMs);
      made.append(
        ...drawShares(chosen, measure, keys, selection, period, (dimension, part) =>
          onPick(chosen.name, toggled(selection, dimension, part)),
        ),
      );
    }
    const others = queries.filter(query => (query === chosen ? !hasShares : !isStep(queries, query)));
    made.append(...drawTops(others, store(), { query: chosen.name, key: textOf(selection) }, zone(), this.pickKey));
    if (made.innerHTML === this.tablesShown) return;
    this.tablesShown = made.innerHTML;
    const focused = focusIn(this.tables);
    this.tables.replaceChildren(...made.childNodes);
    if (focused >= 0) this.tables.querySelectorAll('button')[focused]?.focus();
  }

  private readonly pickKey = (query: QueryDescription, key: string): void =>
    this.scene.onPick(query.name, parseSelection(key, query.groupBy.length)!);

  private subjectsOf(query: QueryDescription): readonly Subject[] {
    const { selection, store, lateEvents } = this.scene;
    const charts = chartsOf(query, isOne(selection) ? planOf(query) : planOfSums(query));
    const title = `${query.name} · ${formatSelection(selection, query.groupBy)}`;
    return charts.map((plans, i) => ({
      query: query.name,
      title: i === 0 ? title : `${plans.map(({ name }) => name).join(', ')} · ${title}`,
      window: query.window,
      plans,
      bands: bandsOf(query, plans),
      points: fromMs => store().points(query, selection, fromMs),
      lateEvents: () => lateEvents(query.name),
    }));
  }

  private comparison(): readonly Subject[] {
    const { chosen, selection, compared: others, store } = this.scene;
    const value = comparedValue(chosen);
    if (others.length === 0 || !value || !isOne(selection)) return [];
    const keys = [textOf(selection), ...others];
    const isCount = chosen.values[value.at]!.isCount === true;
    const pointsOf = (key: string, fromMs: number) => store().series(chosen.name, key)?.ring.since(fromMs) ?? [];
    const change = isCount ? '' : ', change since the left edge in per cent';
    return [
      {
        query: `${chosen.name} compared`,
        title: `${value.name} of ${keys.map(formatKey).join(', ')}${change}`,
        window: chosen.window,
        plans: keys.map((key, at) => ({ at, name: formatKey(key), look: 'line' })),
        bands: [],
        points: fromMs =>
          compared(
            keys.map(key => pointsOf(key, fromMs)),
            value.at,
            isCount,
          ),
        lateEvents: () => 0,
      },
    ];
  }
}

/** Where the period before a period begins. */
const earliest = ({ fromMs, toMs }: Period): number => 2 * fromMs - toMs;

export function showWaiting({ name, window }: QueryDescription): void {
  const textContent = `No window of ${name} yet: ${describeWindows(window)}. Each is drawn when the watermark has passed its end.`;
  byId('charts').replaceChildren(element('p', { className: 'card empty', textContent }));
}

export const isAverage = ({ values }: QueryDescription): boolean =>
  values.some(({ aggregate }) => aggregate === 'sma' || aggregate === 'ema');

/** Which of an element's buttons has the focus, -1 where none has. */
const focusIn = (root: HTMLElement): number =>
  [...root.querySelectorAll('button')].findIndex(button => button === document.activeElement);
