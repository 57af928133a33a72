/// <reference lib="dom" />
import type { PipelineDescription, QueryDescription, StatusAnswer } from '../api/contract';
import { type Address } from './address';
import { Board, isStep, showWaiting, shownOf } from './board';
import { Choices } from './choices';
import { byId } from './elements';
import { type Connection, follow, readPipelines } from './feed';
import type { Zone } from './format';
import { allowLater, listen } from './gestures';
import { lateEvents, showConnection, showCut, showPast, showPaused, showMessage, showStatus } from './header';
import { History } from './history';
import { DRAW_EVERY_MS, Pace } from './pace';
import { inWords } from './problem';
import { parseSelection, type Selection, textOf } from './selection';
import { atResolution, fittingSpan, nextSpan } from './span';
import { Store } from './store';

/** How often the span shown is read again, ms: late events revise windows that the live events no longer watch. */
const READ_AGAIN_EVERY_MS = 60_000;

/** The page: one pipeline is followed at a time, and what is chosen of one of its queries is shown. */
export class Page {
  private readonly choices: Choices;
  private readonly pause = byId<HTMLButtonElement>('pause');
  private store = new Store([]);
  private history = new History('', () => undefined);
  private board: Board | undefined;
  private status: StatusAnswer | undefined;
  private connection: Connection = 'connecting';
  private unfollow = (): void => undefined;
  private readonly pace = new Pace();
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
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.show());
    this.choosePipeline(address);
    setInterval(() => this.draw(), DRAW_EVERY_MS);
  }

  private choosePipeline(wanted: Partial<Address> = {}): void {
    const { choices } = this;
    this.store = new Store(choices.queries);
    this.status = undefined;
    choices.fillQueries(wanted.query);
    if (!('toMs' in wanted)) choices.toMs = undefined;
    this.chooseQuery(wanted);
  }

  private chooseQuery(wanted: Partial<Address> = {}): void {
    const { choices } = this;
    const { chosen } = choices;
    choices.key.replaceChildren();
    choices.compared = wanted.compare ?? [];
    if (!chosen) return;
    if (wanted.spanMs === undefined) choices.spanMs = fittingSpan(chosen.window, choices.spanMs);
    const selection = parseSelection(wanted.key ?? '', chosen.groupBy.length);
    if (selection) choices.select(selection);
    this.follow(chosen);
    this.history = new History(choices.pipeline.value, error => this.takeHistory(error));
    this.show();
  }

  /** What is a step to other queries has too many keys to be followed unless it is what is shown. */
  private follow(chosen: QueryDescription): void {
    this.unfollow();
    const { store, choices } = this;
    const { queries } = choices;
    const followed = queries.filter(query => query === chosen || !isStep(queries, query));
    this.unfollow = follow(
      choices.pipeline.value,
      followed.map(({ name }) => name),
      {
        onWindow: record => store.put(record),
        onStatus: status => this.takeStatus(status),
        onConnection: state => this.takeConnection(state),
      },
    );
  }

  /** After a loss more windows may have closed than the server tells again. */
  private takeConnection(state: Connection): void {
    const wasLost = this.connection === 'lost';
    this.connection = state;
    showConnection(state);
    if (state === 'live' && wasLost) {
      showMessage(undefined);
      this.read({ again: true });
    }
    if (state === 'lost') readPipelines().catch((error: unknown) => showMessage(inWords('No connection', error)));
  }

  private takeStatus(status: StatusAnswer): void {
    const isLater = lateEvents(status.events) !== lateEvents(this.status?.events ?? status.events);
    this.status = status;
    if (isLater && this.pausedMs === undefined) this.pace.redraw();
    if (this.pausedMs === undefined) showStatus(status, this.zone);
  }

  /** An answer of the history is in, or could not be had. */
  private takeHistory(error: unknown): void {
    if (error !== undefined) showMessage(inWords(`The history of ${this.choices.query.value} cannot be read`, error));
    else if (this.connection === 'live') showMessage(undefined);
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
    choices.showCompared(key => this.removeCompared(key));
    if (selection)
      this.board = new Board({
        queries: choices.queries,
        chosen,
        selection,
        compared: choices.compared,
        store: () => this.history.past ?? this.store,
        zone: () => this.zone,
        lateEvents: query => this.status?.events.late[query] ?? 0,
        onPick: (query, picked) => this.pick(query, picked),
      });
    else showWaiting(chosen);
    this.move();
  }

  /** Shows the chosen time. */
  private move(): void {
    const { choices } = this;
    choices.remember();
    this.store.keep(3 * choices.spanMs);
    allowLater(choices.toMs !== undefined);
    this.read({ again: false });
    this.pace.redraw();
  }

  /** @param again also what has been read. */
  private read({ again }: { readonly again: boolean }): void {
    const { chosen, selection, queries, compared, spanMs, toMs } = this.choices;
    if (!chosen) return;
    const selections = selection
      ? [selection, ...compared.map(key => parseSelection(key, chosen.groupBy.length)!)]
      : [];
    const shown = selection ? shownOf(queries, chosen) : [chosen];
    const wanted = { queries: shown, selections, all: queries, spanMs, again };
    if (toMs === undefined) this.history.readLive(this.store, wanted, this.store.endMs(Date.now()).toMs);
    else this.history.readPast(wanted, toMs);
  }

  private readAgain(): void {
    if (!document.hidden && this.connection === 'live') this.read({ again: true });
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
  }

  private pan(share: number, isDone: boolean): void {
    const { choices } = this;
    const nowMs = this.store.endMs(Date.now()).toMs;
    const toMs = (choices.toMs ?? nowMs) + share * choices.spanMs;
    choices.toMs = toMs >= nowMs ? undefined : toMs;
    if (isDone) return this.move();
    this.pace.redraw();
    this.draw();
  }

  private zoom(isLonger: boolean): void {
    const { choices } = this;
    choices.spanMs = nextSpan(choices.spanMs, isLonger);
    const { chosen, queries, key, compared: compare, spanMs } = choices;
    const query = chosen && atResolution(queries, chosen, spanMs);
    if (!query || query === chosen) return this.move();
    choices.query.value = query.name;
    this.chooseQuery({ key: key.value, compare, spanMs });
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
    this.pace.draw(this.store.version, this.pausedMs !== undefined, () => this.drawNow());
  }

  private drawNow(): void {
    const { choices, zone } = this;
    if (choices.fillKeys(this.history.past ?? this.store)) return this.show();
    const { toMs, isPast } = this.store.endMs(this.pausedMs ?? Date.now());
    const shownMs = choices.toMs ?? toMs;
    if (this.history.isBehind(shownMs)) this.read({ again: false });
    showPast(isPast || choices.toMs !== undefined ? shownMs : undefined, zone);
    showPaused(this.pausedMs, zone);
    showCut(this.history.isCut || this.store.isCut(choices.query.value));
    this.board?.draw(shownMs, choices.spanMs);
    if (this.status) showStatus(this.status, zone);
  }
}
