/// <reference lib="dom" />
import type { QueryDescription, StatusAnswer } from '../api/contract';
import { type Connection, follow, type LiveRecord, readPipelines } from './feed';
import { lateEvents, showConnection, showMessage } from './header';
import { inWords } from './problem';
import { Store } from './store';

export interface LiveEvents {
  readonly onWindow: (record: LiveRecord) => void;
  /** @param isLater tells that more events came late than before. */
  readonly onStatus: (isLater: boolean) => void;
  /** The connection is back after a loss: more windows may have closed than the server tells again. */
  readonly onBack: () => void;
}

/** What comes live of one pipeline: its newest windows, and how it is. */
export class Live {
  store = new Store([]);
  status: StatusAnswer | undefined;
  connection: Connection = 'connecting';
  private unfollow = (): void => undefined;

  constructor(private readonly events: LiveEvents) {}

  /** Forgets what came before: the pipeline is another. */
  begin(queries: readonly QueryDescription[]): void {
    this.store = new Store(queries);
    this.status = undefined;
  }

  follow(pipeline: string, queries: readonly QueryDescription[]): void {
    this.unfollow();
    const { store } = this;
    const names = queries.map(({ name }) => name);
    this.unfollow = follow(pipeline, names, {
      onWindow: record => {
        store.put(record);
        this.events.onWindow(record);
      },
      onStatus: status => {
        const isLater = lateEvents(status.events) !== lateEvents(this.status?.events ?? status.events);
        this.status = status;
        this.events.onStatus(isLater);
      },
      onConnection: state => this.takeConnection(state),
    });
  }

  lateEvents(query: string): number {
    return this.status?.events.late[query] ?? 0;
  }

  private takeConnection(state: Connection): void {
    const wasLost = this.connection === 'lost';
    this.connection = state;
    showConnection(state);
    if (state === 'live' && wasLost) {
      showMessage(undefined);
      this.events.onBack();
    }
    if (state === 'lost') readPipelines().catch((error: unknown) => showMessage(inWords('No connection', error)));
  }
}
