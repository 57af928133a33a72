import { eventQueries, type EventQuery, type Pipeline } from '../definition/pipeline';
import { CellsOf } from '../fold/cells';
import { ROW_FORMAT } from '../store/rows';
import type { Item, Table } from '../ports';
import { QUERIES_PK } from '../store/keys';
import { panesOfItem } from '../store/query-panes';
import { QueryResults } from '../results/query-results';
import { type Panes, panesOf } from '../windows/panes';

/** A query as the finalizer needs it, taken from the state table: it may be one of an older generation. */
export interface StoredQuery extends EventQuery {
  readonly panes: Panes;
  readonly cellsOf: CellsOf;
  readonly results: QueryResults;
}

/** A query whose rows are of another format than this version's: they can be kept, found and handed on, but not read. */
export interface UnreadableQuery {
  readonly id: string;
  /** null where the version that wrote it did not say. */
  readonly format: number | null;
  readonly panes: Panes;
}

export interface StoredQueries {
  readonly queries: readonly StoredQuery[];
  readonly unreadable: readonly UnreadableQuery[];
}

/**
 * Every query that ever held data, in order of id. What a query's state means never changes under one id; what is shown of it
 * and when does, and that is for the definition that runs now to say, where it still has the query.
 */
export async function readQueries(state: Table, pipeline: Pipeline): Promise<StoredQueries> {
  const items = await state.query(QUERIES_PK);
  const isReadable = (item: Item): boolean => item['format'] === ROW_FORMAT;
  return {
    queries: items.filter(isReadable).map(item => storedQuery(item, pipeline)),
    unreadable: items.filter(item => !isReadable(item)).map(unreadableQuery),
  };
}

function storedQuery(item: Item, pipeline: Pipeline): StoredQuery {
  const stored = JSON.parse(item['query'] as string) as EventQuery;
  const query = eventQueries(pipeline).find(({ id }) => id === stored.id) ?? stored;
  return { ...query, panes: panesOf(query.window), cellsOf: new CellsOf(query), results: new QueryResults(query) };
}

/** The query's own text may be of another version too: only its panes are looked at. */
function unreadableQuery(item: Item): UnreadableQuery {
  return { id: item.sk, format: (item['format'] as number | undefined) ?? null, panes: panesOfItem(item) };
}
