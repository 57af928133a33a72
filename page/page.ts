/// <reference lib="dom" />
import type { PipelineDescription } from '../api/contract';
import { type Address } from './address';
import { Board, showWaiting } from './board';
import { Choices } from './choices';
import { byId } from './elements';
import type { Zone } from './format';
import { allowLater, listen } from './gestures';
import { showCut, showPast, showPaused, showMessage, showStatus, showTitle } from './header';
import { History } from './history';
import { DRAW_EVERY_MS, Pace } from './pace';
import { Live } from './live';
import { inWords } from './problem';
import { parseSelection, type Selection, textOf } from './selection';
import { atResolution, nextSpan } from './span';
import { isStep, shownOf } from './steps';
import type { Store } from './store';

/** How often the span shown is read again, ms: late events revise windows that the live events no longer watch. */
const READ_AGAIN_EVERY_MS = 60_000;

/** The page: one pipeline is followed at a time, and what is chosen of one of its queries is shown. */
export class Page {
  private readonly choices: Choices;
  private readonly pause = byId<HTMLButtonElement>('pause');
  private readonly live = new Live({
    onWindow: record => this.history.put(record),
    onStatus: isLater => this.takeStatus(isLater),
    onBack: () => this.readAgain(),
  });
  private history = new History('', [], () => undefined);
  private board: Board | undefined;
  private readonly pace = new Pace();
  /** Where the span ended that was last looked at, ms. */
  private lookedMs = 0;
  /** The time at which the page was paused. */
  private pausedMs: number | undefined;

  constructor(pipelines: readonly PipelineDescription[]) {
    this.choices = new Choices(pipelines);
  }

  start(): void {
    const { choices } = this;
    const address = choices.restore();
    const on = (id: string, event: string, run: () => void): void => byId(id).addEventListener(event, run);
    on('pipeline', 'change', () => this.choosePipeline());
    on('query', 'change', () => this.chooseQuery());
    on('key', 'change', () => this.show());
    on('compare', 'change', () => this.addCompared());
    on('span', 'change', () => this.move());
    on('zone', 'change', () => this.show());
    on('pause', 'click', () => this.togglePause());
    listen(byId('charts'), {
      onPan: (share, isDone) => this.pan(share, isDone),
      onZoom: isLonger => this.zoom(isLonger),
      onNow: () => this.toNow(),
    });
    document.querySelector('form')!.addEventListener('submit', event => event.preventDefault());
    setInterval(() => this.readAgain(), READ_AGAIN_EVERY_MS);
    document.addEventListener('visibilitychange', () => this.readAgain());
    addEventListener('popstate', () => this.choosePipeline(choices.restore()));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.show());
    this.choosePipeline(address);
    setInterval(() => this.draw(), DRAW_EVERY_MS);
  }

  private choosePipeline(wanted: Partial<Address> = {}): void {
    const { choices } = this;
    this.live.begin(choices.queries);
    showTitle(choices.dashboard?.title);
    choices.fillQueries(wanted.query);
    if (!('toMs' in wanted)) choices.toMs = undefined;
    this.chooseQuery(wanted);
  }

  private chooseQuery(wanted: Partial<Address> = {}): void {
    const { choices } = this;
    const { chosen } = choices;
    if (!chosen) return;
    choices.begin(chosen, wanted);
    this.history.stop();
    const history = new History(choices.pipeline.value, choices.queries, error => {
      if (history === this.history) this.takeHistory(error);
    });
    this.history = history;
    // What is a step to other queries has too many keys to be followed unless it is what is shown.
    const { queries, offered, headed } = choices;
    const needed = new Set([...shownOf(queries, chosen), ...headed]);
    this.live.follow(
      choices.pipeline.value,
      queries.filter(query => needed.has(query) || (offered.includes(query) && !isStep(queries, query))),
    );
    this.show();
  }

  private takeStatus(isLater: boolean): void {
    if (this.pausedMs !== undefined) return;
    if (isLater) this.pace.redraw();
    showStatus(this.live.status!, this.zone);
  }

  /** An answer of the history is in, or could not be had. */
  private takeHistory(error: unknown): void {
    if (error !== undefined) showMessage(inWords(`The history of ${this.choices.query.value} cannot be read`, error));
    else if (this.live.connection === 'live') showMessage(undefined);
    this.pace.redraw();
  }

  private get zone(): Zone {
    return this.choices.zone.value as Zone;
  }

  /** Builds what is chosen anew, and reads what it needs. */
  private show(): void {
    const { choices } = this;
    const { chosen, selection } = choices;
    this.board?.destroy();
    this.board = undefined;
    if (!chosen) return;
    choices.compared = choices.compared.filter(key => key !== choices.key.value);
    choices.showCompared(key => this.removeCompared(key));
    if (selection)
      this.board = new Board({
        queries: choices.queries,
        offered: choices.offered,
        dashboard: choices.dashboard,
        chosen,
        selection,
        compared: choices.compared,
        store: () => this.shownStore,
        live: () => (choices.toMs === undefined ? this.live.store : undefined),
        isIn: () => this.history.isIn,
        isCut: () => this.history.shown?.isCut === true,
        zone: () => this.zone,
        lateEvents: query => this.live.lateEvents(query),
        onPick: (query, picked) => this.pick(query, picked),
      });
    else showWaiting(chosen);
    this.move();
  }

  private get shownStore(): Store {
    return this.history.store ?? this.live.store;
  }

  /** Shows the chosen time. */
  private move(): void {
    this.choices.remember();
    allowLater(this.choices.toMs !== undefined);
    this.look();
    this.pace.redraw();
  }

  private look(): void {
    const { chosen, selection, queries, headed, compared, spanMs, toMs } = this.choices;
    if (!chosen) return;
    const selections = selection
      ? [selection, ...compared.map(key => parseSelection(key, chosen.groupBy.length)!)]
      : [];
    const shown = selection ? shownOf(queries, chosen) : [chosen];
    this.lookedMs = toMs ?? this.nowMs;
    const beside = headed.filter(query => !shown.includes(query));
    this.history.look({ queries: shown, beside, selections, spanMs, toMs: this.lookedMs, goesOn: toMs === undefined });
  }

  /** Where what goes on ends, ms: now, or when it was paused, or at the newest window of the past. */
  private get nowMs(): number {
    return this.live.store.endMs(this.pausedMs ?? Date.now()).toMs;
  }

  private readAgain(): void {
    if (!document.hidden && this.live.connection === 'live' && this.pausedMs === undefined)
      this.history.again(this.nowMs);
  }

  private pick(query: string, selection: Selection): void {
    const { choices } = this;
    if (choices.query.value !== query) {
      choices.query.value = query;
      return this.chooseQuery({ key: textOf(selection) });
    }
    choices.select(selection);
    this.show();
  }

  private addCompared(): void {
    const { choices } = this;
    if (choices.compare.value !== '') choices.compared = [...choices.compared, choices.compare.value];
    this.show();
  }

  private removeCompared(key: string): void {
    this.choices.compared = this.choices.compared.filter(each => each !== key);
    this.show();
    this.choices.compare.focus();
  }

  private pan(share: number, isDone: boolean): void {
    const { choices } = this;
    const { nowMs } = this;
    const toMs = (choices.toMs ?? nowMs) + share * choices.spanMs;
    choices.toMs = toMs >= nowMs ? undefined : toMs;
    if (isDone) return this.move();
    this.pace.redraw();
    this.draw();
  }

  private zoom(isLonger: boolean): void {
    const { choices } = this;
    choices.spanMs = nextSpan(choices.spanMs, isLonger);
    const { chosen, offered: queries, key, compared: compare, spanMs } = choices;
    const query = chosen && atResolution(queries, chosen, spanMs);
    if (!query || query === chosen) return this.move();
    choices.query.value = query.name;
    this.chooseQuery({ key: key.value, compare, spanMs });
    document.querySelector<HTMLElement>('#charts .plot')?.focus();
  }

  private toNow(): void {
    this.choices.toMs = undefined;
    this.move();
  }

  private togglePause(): void {
    this.pausedMs = this.pausedMs === undefined ? Date.now() : undefined;
    this.pause.setAttribute('aria-pressed', String(this.pausedMs !== undefined));
    this.pace.redraw();
  }

  private draw(): void {
    this.pace.draw(this.live.store.version, this.pausedMs !== undefined, () => this.drawNow());
  }

  private drawNow(): void {
    const { choices, zone } = this;
    if (choices.fillKeys(this.shownStore)) return this.show();
    const { toMs, isPast } = this.live.store.endMs(this.pausedMs ?? Date.now());
    const shownMs = choices.toMs ?? toMs;
    // The newest windows turned out to be of the past.
    if (choices.toMs === undefined && toMs < this.lookedMs - choices.spanMs) this.look();
    showPast(isPast || choices.toMs !== undefined ? shownMs : undefined, zone);
    showPaused(this.pausedMs, zone);
    showCut(this.history.isIn && this.history.shown?.isCut === true);
    this.board?.draw(shownMs, choices.spanMs);
    if (this.live.status) showStatus(this.live.status, zone);
  }
}
