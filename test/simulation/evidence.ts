import type { EventQuery } from '../../engine/definition/pipeline';
import type { KinesisModel } from './kinesis-model';
import type { Stage } from './language/query';
import type { LookupModel } from './lookup-model';
import type { AcceptedEvent } from './oracle';
import type { ObjectStoreModel } from './output-model';
import type { TableModel } from './table-model';
import type { Watch, WatchedCommit } from './watch';

/** What a run has left behind, for the checks. */
export interface Evidence {
  /** The definitions that have run, in order of deployment. */
  readonly pipelines: readonly Stage[];
  /** Until when functions of each ran, ms. */
  readonly runsUntilMs: readonly number[];
  readonly kinesis: KinesisModel;
  readonly state: TableModel;
  readonly results: TableModel;
  readonly lake: ObjectStoreModel;
  readonly lookups: LookupModel;
  readonly watch: Watch;
  /** From then on only functions of the last definition run, ms. */
  readonly settledMs: number;
  /** Not one event may be late. */
  readonly noLateEvents: boolean;
  fail(rule: string, text: string): void;
}

/** What the commits say became of the events, query by query. */
export interface Accepted {
  readonly query: EventQuery;
  readonly events: AcceptedEvent[];
  /** Accepted by a commit, and then closed out: its windows had closed for good before the commit was merged. */
  readonly closedOut: (AcceptedEvent & { commit: WatchedCommit })[];
}
