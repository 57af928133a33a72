/// <reference lib="dom" />
import type { PipelineDescription, QueryDescription, StatusAnswer } from '../api/contract';
import { byId, element, fillSelect } from './elements';
import { type Connection, follow, readHistory, readPipelines } from './feed';
import { describeWindows, formatKey, type Zone } from './format';
import { lateEvents, showConnection, showPast, showPaused, showMessage, showStatus } from './header';
import { Panel } from './panel';
import { inWords } from './problem';
import { SPAN_MS_MAX, Store } from './store';
import { drawTops, measureOf } from './tops';

/** At most four redraws a second. */
const DRAW_EVERY_MS = 250;
/** For readers who asked for less motion: what they choose is still drawn at once. */
const DRAW_CALMLY_EVERY_MS = 5_000;
/** How often the span shown is read again, ms: late events revise windows that the live events no longer watch. */
const READ_AGAIN_EVERY_MS = 60_000;

/** The page: one pipeline is followed at a time, and one key's windows are drawn. */
export class Page {
  private readonly pipeline = byId<HTMLSelectElement>('pipeline');
  private readonly query = byId<HTMLSelectElement>('query');
  private readonly key = byId<HTMLSelectElement>('key');
  private readonly span = byId<HTMLSelectElement>('span');
  private readonly zone = byId<HTMLSelectElement>('zone');
  private readonly pause = byId<HTMLButtonElement>('pause');
  private store = new Store([]);
  private panels: Panel[] = [];
  private status: StatusAnswer | undefined;
  private connection: Connection = 'connecting';
  private unfollow = (): void => undefined;
  /** What is drawn; undefined: everything is to be drawn again. */
  private drawn: number | undefined;
  private drawnMs = 0;
  /** The time at which the page was paused. */
  private pausedMs: number | undefined;

  constructor(private readonly pipelines: readonly PipelineDescription[]) {}

  start(): void {
    fillSelect(
      this.pipeline,
      this.pipelines.map(({ name }) => ({ value: name, text: name })),
    );
    const averaged = this.pipelines.find(({ queries }) => queries.some(isAverage));
    if (averaged) this.pipeline.value = averaged.name;
    this.pipeline.addEventListener('change', () => this.choosePipeline());
    this.query.addEventListener('change', () => this.chooseQuery());
    this.key.addEventListener('change', () => this.showPanels());
    this.span.addEventListener('change', () => this.redraw());
    this.zone.addEventListener('change', () => this.redraw());
    this.pause.addEventListener('click', () => this.togglePause());
    document.querySelector('form')!.addEventListener('submit', event => event.preventDefault());
    setInterval(() => this.readAgain(), READ_AGAIN_EVERY_MS);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.showPanels());
    this.choosePipeline();
    setInterval(() => this.draw(), DRAW_EVERY_MS);
  }

  private get queries(): readonly QueryDescription[] {
    return this.pipelines.find(({ name }) => name === this.pipeline.value)?.queries ?? [];
  }

  private choosePipeline(): void {
    this.unfollow();
    const { queries } = this;
    const store = new Store(queries);
    this.store = store;
    this.status = undefined;
    fillSelect(
      this.query,
      queries.map(({ name }) => ({ value: name, text: name })),
    );
    this.query.value = (queries.find(isAverage) ?? queries.find(q => q.groupBy.length === 0) ?? queries[0])?.name ?? '';
    this.unfollow = follow(this.pipeline.value, {
      onWindow: record => store.put(record),
      onStatus: status => this.takeStatus(status),
      onConnection: state => this.takeConnection(state),
    });
    this.chooseQuery();
  }

  /** After a loss more windows may have closed than the server tells again. */
  private takeConnection(state: Connection): void {
    const wasLost = this.connection === 'lost';
    this.connection = state;
    showConnection(state);
    if (state === 'live' && wasLost) {
      showMessage(undefined);
      for (const panel of this.panels) void this.fillHistory(panel, SPAN_MS_MAX);
    }
    if (state === 'lost') readPipelines().catch((error: unknown) => showMessage(inWords('No connection', error)));
  }

  private takeStatus(status: StatusAnswer): void {
    const isLater = lateEvents(status.events) !== lateEvents(this.status?.events ?? status.events);
    this.status = status;
    if (isLater && this.pausedMs === undefined) this.redraw();
    if (this.pausedMs === undefined) this.showStatus();
  }

  private showStatus(): void {
    const { status } = this;
    if (!status) return;
    showStatus(status, this.zone.value as Zone);
  }

  private chooseQuery(): void {
    this.key.replaceChildren();
    this.showPanels();
  }

  /** The chosen query's chart; beside averages, the queries of the same keys and windows, which they are taken over. */
  private showPanels(): void {
    for (const panel of this.panels) panel.destroy();
    this.panels = [];
    this.redraw();
    const chosen = this.queries.find(({ name }) => name === this.query.value);
    if (!chosen) return;
    if (this.key.value === '') return this.showWaiting(chosen);
    byId('charts').replaceChildren();
    const beside = isAverage(chosen) ? this.queries.filter(q => q !== chosen && isAlong(q, chosen)) : [];
    const key = this.key.value;
    this.panels = [chosen, ...beside].map(q => new Panel(q, key, () => this.zone.value as Zone, byId('charts')));
    for (const panel of this.panels) void this.fillHistory(panel, SPAN_MS_MAX);
  }

  private showWaiting({ name, window }: QueryDescription): void {
    const textContent = `No window of ${name} yet: ${describeWindows(window)}. Each is drawn when the watermark has passed its end.`;
    byId('charts').replaceChildren(element('p', { className: 'card empty', textContent }));
  }

  private readAgain(): void {
    if (document.hidden || this.connection !== 'live') return;
    for (const panel of this.panels) void this.fillHistory(panel, this.spanMs);
  }

  private async fillHistory({ query, key }: Panel, spanMs: number): Promise<void> {
    const { store } = this;
    try {
      const fromMs = store.endMs(Date.now()).toMs - spanMs;
      for (const record of await readHistory(this.pipeline.value, query.name, key, fromMs)) store.put(record);
      if (this.connection === 'live') showMessage(undefined);
    } catch (error) {
      if (store === this.store) showMessage(inWords(`The history of ${query.name} cannot be read`, error));
    }
  }

  private get spanMs(): number {
    return Number(this.span.value) * 60_000;
  }

  private togglePause(): void {
    this.pausedMs = this.pausedMs === undefined ? Date.now() : undefined;
    this.pause.setAttribute('aria-pressed', String(this.pausedMs !== undefined));
    this.redraw();
  }

  private redraw(): void {
    this.drawn = undefined;
  }

  private draw(): void {
    if (this.pausedMs !== undefined && this.drawn !== undefined) return;
    if (document.hidden || this.drawn === this.store.version) return;
    const isCalm = this.drawn !== undefined && CALM.matches;
    if (isCalm && Date.now() - this.drawnMs < DRAW_CALMLY_EVERY_MS) return;
    this.drawn = this.store.version;
    this.drawnMs = Date.now();
    this.fillKeys();
    const zone = this.zone.value as Zone;
    const { toMs, isPast } = this.store.endMs(this.pausedMs ?? Date.now());
    showPast(isPast ? toMs : undefined, zone);
    showPaused(this.pausedMs, zone);
    const fromMs = toMs - this.spanMs;
    for (const panel of this.panels) {
      const points = this.store.series(panel.query.name, panel.key)?.ring.since(fromMs) ?? [];
      panel.showLate(this.status?.events.late[panel.query.name] ?? 0);
      panel.draw(this.pausedMs === undefined ? points : points.filter(p => p.startMs < toMs), fromMs, toMs);
    }
    const chosen = { query: this.query.value, key: this.key.value };
    drawTops(byId('tops'), this.queries, this.store, chosen, zone);
    this.showStatus();
  }

  private fillKeys(): void {
    const isFirst = this.key.value === '';
    fillSelect(
      this.key,
      this.store.keys(this.query.value).map(key => ({ value: key, text: formatKey(key) })),
    );
    if (!isFirst || this.key.value === '') return;
    this.key.value = this.busiestKey() ?? this.key.value;
    this.showPanels();
  }

  private busiestKey(): string | undefined {
    const query = this.queries.find(({ name }) => name === this.query.value);
    const measure = query && measureOf(query);
    return measure && this.store.top(query.name, measure, 1)?.rows[0]?.key;
  }
}

const CALM = matchMedia('(prefers-reduced-motion: reduce)');

const isAverage = ({ values }: QueryDescription): boolean =>
  values.some(({ aggregate }) => aggregate === 'sma' || aggregate === 'ema');

const isAlong = (a: QueryDescription, b: QueryDescription): boolean =>
  a.groupBy.join() === b.groupBy.join() && JSON.stringify(a.window) === JSON.stringify(b.window);
