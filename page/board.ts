/// <reference lib="dom" />
import type { QueryDescription } from '../api/contract';
import { everyMs } from '../engine/windows/usual';
import { compared, comparedValue } from './comparison';
import { byId, element } from './elements';
import { describeWindows, formatKey, formatSelection } from './format';
import { drawHeadlines, sayPeriod } from './headlines';
import { Panel, type Subject } from './panel';
import { isOne, textOf } from './selection';
import { bandsOf, chartsOf, planOf, planOfSums } from './series';
import type { Scene } from './scene';
import { shownOf } from './steps';
import { isApart, type Known, type Period, periodOf } from './sums';
import { Tables } from './tables';

/** Numbers, charts and tables of what is chosen. */
export class Board {
  private readonly panels: readonly Panel[];
  private readonly tables: Tables;

  constructor(private readonly scene: Scene) {
    const { queries, chosen, zone } = scene;
    const charts = byId('charts');
    charts.replaceChildren();
    const subjects = shownOf(queries, chosen).flatMap(query => this.subjectsOf(query));
    this.panels = [...this.comparison(), ...subjects].map(subject => new Panel(subject, zone, charts));
    this.tables = new Tables(scene);
  }

  destroy(): void {
    for (const panel of this.panels) panel.destroy();
    byId('headlines').replaceChildren();
    byId('period').hidden = true;
    this.tables.clear();
  }

  /** The windows that start in [toMs - spanMs, toMs). No figure stands there that is of half of them. */
  draw(toMs: number, spanMs: number): void {
    const { chosen, selection, store, isIn, zone } = this.scene;
    for (const panel of this.panels) panel.draw(toMs - spanMs, toMs);
    const known = this.known(toMs);
    const period = periodOf(chosen, known, toMs, spanMs);
    const points = isIn() ? store().points(chosen, selection, earliest(period)) : [];
    drawHeadlines(byId('headlines'), chosen, points, period, known);
    const summed = isApart(chosen) ? period : { ...period, fromMs: known.newestMs };
    sayPeriod(chosen, points.length > 0 ? summed : undefined, zone());
    this.tables.draw(summed);
  }

  /** Where not all could be read, the oldest window is in only in part. */
  private known(toMs: number): Known {
    const { chosen, store, isCut } = this.scene;
    const { oldestMs, newestMs } = store().known(chosen.name, toMs);
    return { oldestMs: isCut() ? oldestMs + everyMs(chosen.window) : oldestMs, newestMs };
  }

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
