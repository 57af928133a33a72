/// <reference lib="dom" />
import { everyMs } from '../engine/windows/usual';
import type { QueryDescription } from '../api/contract';
import { Chart } from './chart';
import { csvButton } from './csv';
import { element, table } from './elements';
import { describeWindows, formatNumber, formatStart, formatWindow, type Zone } from './format';
import { Legend } from './legend';
import { markOf, type Point } from './ring';
import type { Band, Plan } from './series';
import { strokesOf } from './strokes';

/** The newest windows in a chart's table. */
const ROWS_MAX = 60;

/** What a panel is of. */
export interface Subject {
  readonly query: string;
  readonly title: string;
  readonly window: QueryDescription['window'];
  readonly plans: readonly Plan[];
  readonly bands: readonly Band[];
  /** The points of a time, oldest first. */
  readonly points: (fromMs: number) => readonly Point[];
  /** How many events came too late for it, in all. */
  readonly lateEvents: () => number;
  /** It has a table alone. */
  readonly isTable?: boolean;
}

/** Lines that the reader has hidden, by query and name: they stay so, whatever key or time is shown. */
const hidden = new Set<string>();
/** Queries whose tables the reader has opened. */
const openTables = new Set<string>();

/** A chart with its legend and the same figures as a table. */
export class Panel {
  readonly root = element('section', { className: 'card' });
  private readonly details = element('details');
  private readonly rows = element('div', { className: 'scroll', tabIndex: 0 });
  private readonly count = element('span');
  private readonly figure = element('div', { className: 'plot', tabIndex: 0 });
  private readonly legend: Legend;
  private readonly chart: Chart;
  private shown: readonly Point[] = [];
  private pointedMs: number | undefined;

  constructor(
    private readonly subject: Subject,
    private readonly zone: () => Zone,
    parent: HTMLElement,
  ) {
    const { title, window, plans, bands } = subject;
    const strokes = strokesOf(plans);
    const nameOf = (plan: Plan): string => `${subject.query} ${plan.name}`;
    const isHidden = (plan: Plan): boolean => hidden.has(nameOf(plan));
    this.legend = new Legend(plans, strokes, isHidden, plan => {
      if (!hidden.delete(nameOf(plan))) hidden.add(nameOf(plan));
      this.chart.show(plans.indexOf(plan), !isHidden(plan));
    });
    const head = element('div', { className: 'card-head' });
    const heading = element('h2', { textContent: title });
    heading.append(element('small', { textContent: describeWindows(window) }));
    head.append(heading, this.count);
    this.figure.setAttribute('role', 'img');
    this.rows.setAttribute('role', 'region');
    this.rows.setAttribute('aria-label', `Windows of ${title}`);
    const csv = csvButton(title, () => this.allRows());
    this.details.append(element('summary', { textContent: 'Show as a table' }), this.rows, csv);
    this.details.open = subject.isTable === true || openTables.has(subject.query);
    this.details.addEventListener('toggle', () => {
      if (this.details.open) openTables.add(subject.query);
      else openTables.delete(subject.query);
      this.fillTable();
    });
    this.root.append(head, ...(subject.isTable ? [] : [this.figure, this.legend.root]), this.details);
    parent.append(this.root);
    this.chart = new Chart(this.figure, plans, bands, strokes, zone, startMs => {
      this.pointedMs = startMs;
      this.fillLegend();
    });
    plans.forEach((plan, i) => isHidden(plan) && this.chart.show(i, false));
  }

  /** The windows that start in [fromMs, toMs). */
  draw(fromMs: number, toMs: number): void {
    const { window } = this.subject;
    const points = this.subject.points(fromMs).filter(({ startMs }) => startMs < toMs);
    this.shown = points;
    const gapMs = window.kind === 'session' ? Infinity : everyMs(window) * 1.5;
    this.chart.draw(points, gapMs, fromMs, toMs);
    const [open, revised] = (['open', 'revised'] as const).map(mark => points.filter(p => markOf(p) === mark).length);
    this.legend.showMarks({ hasOpen: open! > 0, hasRevised: revised! > 0 });
    this.fillCount(open!, revised!);
    this.fillLegend();
    this.fillTable();
  }

  destroy(): void {
    this.chart.destroy();
    this.root.remove();
  }

  private fillCount(open: number, revised: number): void {
    const { length } = this.shown;
    const late = this.subject.lateEvents();
    this.count.textContent = [
      length === 0 ? 'no window in this span yet' : `${formatNumber(length)} windows`,
      ...(open > 0 ? [`${open} open`] : []),
      ...(revised > 0 ? [`${revised} revised`] : []),
      ...(late > 0 ? [`${formatNumber(late)} late events`] : []),
    ].join(', ');
  }

  /** With the figures of the window that is pointed at, or of the newest. */
  private fillLegend(): void {
    const point = this.shown.find(({ startMs }) => startMs === this.pointedMs) ?? this.shown.at(-1);
    const values = this.subject.plans.map(({ at }) => point?.values[at]);
    this.legend.show(point ? this.timeOf(point) : '–', values);
    const figures = this.subject.plans.map(({ name }, i) => `${name} ${formatNumber(values[i])}`).join(', ');
    const text = `Chart of ${this.subject.title}, ${point ? `window ${this.timeOf(point)}: ${figures}` : 'empty'}; the table below has all figures; arrow keys move through time, plus and minus change the span`;
    this.figure.setAttribute('aria-label', text);
  }

  private timeOf({ startMs, final }: Point): string {
    const time = formatWindow(this.subject.window, startMs, this.zone());
    return final ? time : `${time}, open`;
  }

  private fillTable(): void {
    if (!this.details.open) return;
    const { plans, window } = this.subject;
    const rows = this.shown
      .slice(-ROWS_MAX)
      .reverse()
      .map(point => [
        formatStart(window, point.startMs, this.zone()),
        ...plans.map(({ at }) => formatNumber(point.values[at])),
        stateOf(point),
      ]);
    this.rows.replaceChildren(table(['Window start', ...plans.map(({ name }) => name), 'State'], rows));
  }

  private allRows(): readonly (readonly (string | number | null)[])[] {
    const { plans, window } = this.subject;
    const isOfSteps = window.kind === 'cumulate';
    return [
      [isOfSteps ? 'window_end' : 'window_start', ...plans.map(({ name }) => name), 'state'],
      ...this.shown.map(point => [
        new Date(point.startMs + (isOfSteps ? window.stepMs : 0)).toISOString(),
        ...plans.map(({ at }) => point.values[at] ?? null),
        stateOf(point),
      ]),
    ];
  }
}

const stateOf = (point: Point): string => markOf(point) ?? 'closed';
