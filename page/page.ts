/// <reference lib="dom" />
import type { PipelineDescription, QueryDescription, StatusAnswer } from '../api/contract';
import { byId, fillSelect } from './elements';
import { type Connection, follow, readHistory } from './feed';
import { formatKey, type Zone } from './format';
import { showConnection, showPast, showStatus } from './header';
import { Panel } from './panel';
import { SPAN_MS_MAX, Store } from './store';
import { drawTops } from './tops';

/** At most four redraws a second. */
const DRAW_EVERY_MS = 250;

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
    if (state === 'live' && wasLost) for (const { query, key } of this.panels) void this.fillHistory(query.name, key);
  }

  private takeStatus(status: StatusAnswer): void {
    this.status = status;
    if (this.pausedMs === undefined) showStatus(status, this.zone.value as Zone);
  }

  private chooseQuery(): void {
    this.key.replaceChildren();
    this.showPanels();
  }

  /** The chosen query's chart; beside averages, the queries of the same keys that they are taken over. */
  private showPanels(): void {
    for (const panel of this.panels) panel.destroy();
    this.panels = [];
    this.redraw();
    const chosen = this.queries.find(({ name }) => name === this.query.value);
    if (!chosen || this.key.value === '') return;
    const beside = isAverage(chosen) ? this.queries.filter(q => q !== chosen && hasSameKeys(q, chosen)) : [];
    const key = this.key.value;
    this.panels = [chosen, ...beside].map(q => new Panel(q, key, () => this.zone.value as Zone, byId('charts')));
    for (const { query } of this.panels) void this.fillHistory(query.name, key);
  }

  private async fillHistory(query: string, key: string): Promise<void> {
    const { store } = this;
    try {
      const records = await readHistory(this.pipeline.value, query, key, store.endMs(Date.now()).toMs - SPAN_MS_MAX);
      for (const record of records) store.put(record);
    } catch {
      showConnection('lost');
    }
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
    this.drawn = this.store.version;
    this.fillKeys();
    const zone = this.zone.value as Zone;
    const { toMs, isPast } = this.store.endMs(this.pausedMs ?? Date.now());
    showPast(isPast ? toMs : undefined, zone);
    const fromMs = toMs - Number(this.span.value) * 60_000;
    for (const panel of this.panels)
      panel.draw(this.store.series(panel.query.name, panel.key)?.ring.since(fromMs) ?? [], fromMs, toMs);
    const chosen = { query: this.query.value, key: this.key.value };
    drawTops(byId('tops'), this.queries, this.store, chosen, zone);
    if (this.status) showStatus(this.status, zone);
  }

  private fillKeys(): void {
    const none = this.key.value === '';
    fillSelect(
      this.key,
      this.store.keys(this.query.value).map(key => ({ value: key, text: formatKey(key) })),
    );
    if (none && this.key.value !== '') this.showPanels();
  }
}

const isAverage = ({ values }: QueryDescription): boolean =>
  values.some(({ aggregate }) => aggregate === 'sma' || aggregate === 'ema');

const hasSameKeys = (a: QueryDescription, b: QueryDescription): boolean => a.groupBy.join() === b.groupBy.join();
