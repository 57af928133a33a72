/// <reference lib="dom" />
import type { QueryDescription } from '../api/contract';
import type { ChartDescription } from '../api/dashboard';
import { everyMs } from '../engine/windows/usual';
import { compared, comparedValue } from './comparison';
import { chartsIn } from './dashboard';
import { byId, element } from './elements';
import { describeWindows, formatKey, formatSelection } from './format';
import { drawHeadlines, type Headed, sayPeriod } from './headlines';
import { Panel, type Subject } from './panel';
import { anyKey, isOne, textOf } from './selection';
import { bandsOf, chartsOf, planAs, planOf, type Plan, planOfSums } from './series';
import type { Scene } from './scene';
import { shownOf } from './steps';
import { type Figure, figuresOf, isApart, type Known, type Period, periodOf } from './sums';
import { Tables } from './tables';

/** Numbers, charts and tables of what is chosen. */
export class Board {
  private readonly panels: readonly Panel[];
  private readonly tables: Tables;

  constructor(private readonly scene: Scene) {
    const { queries, chosen, zone } = scene;
    const charts = byId('charts');
    charts.replaceChildren();
    const wanted = chartsIn(scene.dashboard, chosen);
    const subjects =
      wanted.length > 0
        ? wanted.flatMap(chart => this.subjectsAs(chart))
        : shownOf(queries, chosen).flatMap(query => this.subjectsOf(query, chartsOf(query, this.planOf(query))));
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
    const known = this.known(chosen, toMs);
    const period = periodOf(chosen, known, toMs, spanMs);
    const hasPoints = isIn() && store().points(chosen, selection, earliest(period)).length > 0;
    drawHeadlines(byId('headlines'), chosen, isIn() ? this.headed(toMs, spanMs) : []);
    const summed = isApart(chosen) ? period : { ...period, fromMs: known.newestMs };
    sayPeriod(chosen, hasPoints ? summed : undefined, zone());
    this.tables.draw(summed);
  }

  /** The numbers that the dashboard names, of other queries those of all keys; and all of the chosen query where it names none of them. */
  private headed(toMs: number, spanMs: number): readonly Headed[] {
    const { queries, dashboard, chosen } = this.scene;
    const headlines = (dashboard?.headlines ?? []).map(({ query, value }) => ({
      query: queries.find(({ name }) => name === query)!,
      value,
    }));
    const figures = new Map(
      [...new Set(headlines.map(({ query }) => query))].map(query => {
        const names = headlines.filter(each => each.query === query).map(({ value }) => value);
        return [query, this.figures(query, toMs, spanMs, names)];
      }),
    );
    const named = headlines.map(({ query, value }) => ({
      query,
      figures: figures.get(query)!.filter(({ description }) => description.name === value),
    }));
    return figures.has(chosen) ? named : [...named, { query: chosen, figures: this.figures(chosen, toMs, spanMs) }];
  }

  private figures(query: QueryDescription, toMs: number, spanMs: number, names?: readonly string[]): readonly Figure[] {
    const { chosen, selection, store } = this.scene;
    const known = this.known(query, toMs);
    const period = periodOf(query, known, toMs, spanMs);
    const of = query === chosen ? selection : anyKey(query.groupBy.length);
    return figuresOf(query, store().points(query, of, earliest(period)), period, known, names);
  }

  /** Where not all could be read, the oldest window is in only in part. */
  private known({ name, window }: QueryDescription, toMs: number): Known {
    const { store, isCut } = this.scene;
    const { oldestMs, newestMs } = store().known(name, toMs);
    return { oldestMs: isCut() ? oldestMs + everyMs(window) : oldestMs, newestMs };
  }

  private planOf(query: QueryDescription): readonly Plan[] {
    return isOne(this.scene.selection) ? planOf(query) : planOfSums(query);
  }

  /** A chart of the dashboard: one where it names values. */
  private subjectsAs(chart: ChartDescription): readonly Subject[] {
    const { chosen, selection } = this.scene;
    const plans = planAs(chosen, chart, !isOne(selection));
    const charts = chart.values ? [plans] : chartsOf(chosen, plans);
    const subjects = this.subjectsOf(chosen, charts, chart.values && `${chart.values.join(', ')} · `);
    return subjects.map(subject => ({ ...subject, isTable: chart.kind === 'table' }));
  }

  private subjectsOf(
    query: QueryDescription,
    charts: readonly (readonly Plan[])[],
    named: string | undefined = undefined,
  ): readonly Subject[] {
    const { selection, store, lateEvents } = this.scene;
    const title = `${query.name} · ${formatSelection(selection, query.groupBy)}`;
    return charts.map((plans, i) => ({
      query: query.name,
      title: i === 0 ? `${named ?? ''}${title}` : `${plans.map(({ name }) => name).join(', ')} · ${title}`,
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
