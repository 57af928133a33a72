/// <reference lib="dom" />
import { everyMs } from '../engine/windows/usual';
import type { QueryDescription } from '../api/contract';
import { Chart } from './chart';
import { element, table } from './elements';
import { describeWindows, formatKey, formatNumber, formatStart, formatWindow, type Zone } from './format';
import { Legend } from './legend';
import { markOf, type Point } from './ring';
import { bandsOf, planOf } from './series';
import { strokesOf } from './strokes';

/** The newest windows in a chart's table. */
const ROWS_MAX = 60;

/** A query's chart for one key, with its legend and the same figures as a table. */
export class Panel {
  readonly root = element('section', { className: 'card' });
  private readonly plans;
  private readonly title: string;
  private readonly details = element('details');
  private readonly rows = element('div', { className: 'scroll', tabIndex: 0 });
  private readonly count = element('span');
  private lateEvents = 0;
  private readonly figure = element('div', { className: 'plot' });
  private readonly legend: Legend;
  private readonly chart: Chart;
  private shown: readonly Point[] = [];
  private pointedMs: number | undefined;

  constructor(
    readonly query: QueryDescription,
    readonly key: string,
    private readonly zone: () => Zone,
    parent: HTMLElement,
  ) {
    this.title = `${query.name} · ${formatKey(key)}`;
    this.plans = planOf(query);
    const strokes = strokesOf(this.plans);
    this.legend = new Legend(this.plans, strokes);
    const head = element('div', { className: 'card-head' });
    const heading = element('h2', { textContent: this.title });
    heading.append(element('small', { textContent: describeWindows(query.window) }));
    head.append(heading, this.count);
    this.figure.setAttribute('role', 'img');
    this.rows.setAttribute('role', 'region');
    this.rows.setAttribute('aria-label', `Windows of ${this.title}`);
    this.details.append(element('summary', { textContent: 'Show as a table' }), this.rows);
    this.details.addEventListener('toggle', () => this.fillTable());
    this.root.append(head, this.figure, this.legend.root, this.details);
    parent.append(this.root);
    this.chart = new Chart(this.figure, this.plans, bandsOf(query, this.plans), strokes, zone, startMs => {
      this.pointedMs = startMs;
      this.fillLegend();
    });
  }

  draw(points: readonly Point[], fromMs: number, toMs: number): void {
    this.shown = points;
    const { window } = this.query;
    const gapMs = window.kind === 'session' ? Infinity : everyMs(window) * 1.5;
    this.chart.draw(points, gapMs, fromMs, toMs);
    const [open, revised] = (['open', 'revised'] as const).map(mark => points.filter(p => markOf(p) === mark).length);
    this.legend.showMarks({ hasOpen: open! > 0, hasRevised: revised! > 0 });
    this.fillCount(open!, revised!);
    this.fillLegend();
    this.fillTable();
  }

  /** How many events came too late for this query, in all; shown from the next drawing on. */
  showLate(events: number): void {
    this.lateEvents = events;
  }

  destroy(): void {
    this.chart.destroy();
    this.root.remove();
  }

  private fillCount(open: number, revised: number): void {
    const { length } = this.shown;
    this.count.textContent = [
      length === 0 ? 'no window in this span yet' : `${length} windows`,
      ...(open > 0 ? [`${open} open`] : []),
      ...(revised > 0 ? [`${revised} revised`] : []),
      ...(this.lateEvents > 0 ? [`${formatNumber(this.lateEvents)} late events`] : []),
    ].join(', ');
  }

  /** With the figures of the window that is pointed at, or of the newest. */
  private fillLegend(): void {
    const point = this.shown.find(({ startMs }) => startMs === this.pointedMs) ?? this.shown.at(-1);
    const values = this.plans.map(({ at }) => point?.values[at]);
    this.legend.show(point ? this.timeOf(point) : '–', values);
    const figures = this.plans.map(({ name }, i) => `${name} ${formatNumber(values[i])}`).join(', ');
    const text = `Chart of ${this.title}, ${point ? `window ${this.timeOf(point)}: ${figures}` : 'empty'}; the table below has all figures`;
    this.figure.setAttribute('aria-label', text);
  }

  private timeOf({ startMs, final }: Point): string {
    const time = formatWindow(this.query.window, startMs, this.zone());
    return final ? time : `${time}, open`;
  }

  private fillTable(): void {
    if (!this.details.open) return;
    const newest = this.shown.slice(-ROWS_MAX).reverse();
    this.rows.replaceChildren(
      table(
        ['Window start', ...this.plans.map(({ name }) => name), 'State'],
        newest.map(point => [
          formatStart(this.query.window, point.startMs, this.zone()),
          ...this.plans.map(({ at }) => formatNumber(point.values[at])),
          markOf(point) ?? 'closed',
        ]),
      ),
    );
  }
}
