/// <reference lib="dom" />
import type { QueryDescription } from '../api/contract';
import { Chart } from './chart';
import { element, table } from './elements';
import { formatKey, formatNumber, formatTime, type Zone } from './format';
import type { Point } from './ring';
import { planOf } from './series';

/** The newest windows in a chart's table. */
const ROWS_MAX = 60;

/** A query's chart for one key, with the same figures as a table. */
export class Panel {
  readonly root = element('section', { className: 'card' });
  private readonly details = element('details');
  private readonly rows = element('div', { className: 'scroll', tabIndex: 0 });
  private readonly count = element('span');
  private readonly chart: Chart;
  private shown: readonly Point[] = [];

  constructor(
    readonly query: QueryDescription,
    readonly key: string,
    private readonly zone: () => Zone,
    parent: HTMLElement,
  ) {
    const title = `${query.name} · ${formatKey(key)}`;
    const head = element('div', { className: 'card-head' });
    head.append(element('h2', { textContent: title }), this.count);
    const figure = element('div', { className: 'plot' });
    figure.setAttribute('role', 'group');
    figure.setAttribute('aria-label', `Chart of ${title}; the table below has its figures`);
    this.rows.setAttribute('role', 'region');
    this.rows.setAttribute('aria-label', `Windows of ${title}`);
    this.details.append(element('summary', { textContent: 'Show as a table' }), this.rows);
    this.details.addEventListener('toggle', () => this.fillTable());
    this.root.append(head, figure, this.details);
    parent.append(this.root);
    this.chart = new Chart(figure, planOf(query), zone);
  }

  draw(points: readonly Point[], fromMs: number, toMs: number): void {
    this.shown = points;
    const { window } = this.query;
    const gapMs = window.kind === 'grid' ? window.slideMs * 1.5 : Infinity;
    this.chart.draw(points, gapMs, fromMs, toMs);
    this.count.textContent = points.length === 0 ? 'no window closed yet' : `${points.length} windows`;
    this.fillTable();
  }

  destroy(): void {
    this.chart.destroy();
    this.root.remove();
  }

  private fillTable(): void {
    if (!this.details.open) return;
    const plans = planOf(this.query);
    const newest = this.shown.slice(-ROWS_MAX).reverse();
    this.rows.replaceChildren(
      table(
        ['Window start', ...plans.map(({ name }) => name), 'State'],
        newest.map(point => [
          formatTime(point.startMs, this.zone()),
          ...plans.map(({ at }) => formatNumber(point.values[at])),
          stateOf(point),
        ]),
      ),
    );
  }
}

function stateOf({ final, revision }: Point): string {
  if (!final) return 'open';
  return revision > 0 ? `revised (${revision})` : 'closed';
}
