import type { QueryDescription } from '../api/contract';
import type { Dashboard } from '../api/dashboard';
import type { Zone } from './format';
import type { Selection } from './selection';
import type { Store } from './store';

/** What is chosen, and the windows to show it from. */
export interface Scene {
  readonly queries: readonly QueryDescription[];
  /** Those that the reader may choose from. */
  readonly offered: readonly QueryDescription[];
  readonly dashboard: Dashboard | undefined;
  readonly chosen: QueryDescription;
  readonly selection: Selection;
  /** Keys beside the one that is selected. */
  readonly compared: readonly string[];
  readonly store: () => Store;
  /** The newest windows of all queries; undefined where a time of the past is shown. */
  readonly live: () => Store | undefined;
  /** Whether all windows of the time are in, and whether there were more than are read. */
  readonly isIn: () => boolean;
  readonly isCut: () => boolean;
  readonly zone: () => Zone;
  readonly lateEvents: (query: string) => number;
  /** A query with what is selected of its keys is to be shown. */
  readonly onPick: (query: string, selection: Selection) => void;
}
