import type { Pipeline, Query } from '../definition/pipeline';
import { CellsOf } from '../fold/cells';
import type { Table } from '../ports';
import { QUERIES_PK } from '../store/keys';
import { type Panes, panesOf } from '../windows/panes';

/** A query as the finalizer needs it, taken from the state table: it may be one of an older generation. */
export interface StoredQuery extends Query {
  readonly panes: Panes;
  readonly cellsOf: CellsOf;
}

/**
 * Every query that ever held data, in order of id. What a query means never changes under one id; when it reports does,
 * and that is for the definition that runs now to say, where it still has the query.
 */
export async function readQueries(state: Table, pipeline: Pipeline): Promise<StoredQuery[]> {
  const items = await state.query(QUERIES_PK);
  return items.map(item => {
    const stored = JSON.parse(item['query'] as string) as Query;
    const emit = pipeline.queries.find(({ id }) => id === stored.id)?.emit ?? stored.emit;
    const query = { ...stored, emit };
    return { ...query, panes: panesOf(query.window), cellsOf: new CellsOf(query) };
  });
}
