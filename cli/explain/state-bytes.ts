import { inputsOf } from '../../engine/definition/aggregates';
import { columnType, inputType } from '../../engine/definition/column-type';
import { type EventQuery, type EventValues, keyColumnsOf } from '../../engine/definition/pipeline';
import { rowBytesMax } from '../../engine/definition/row-size';
import { ByteWriter } from '../../engine/encoding/byte-writer';
import type { Scope, Typed } from '../../engine/expression/type';
import { CellsOf } from '../../engine/fold/cells';
import { BEGIN } from '../../engine/sequence-number';
import { compareRows, encodeRows, type Row } from '../../engine/store/rows';
import type { Scalar } from '../../engine/values';
import { panesOf } from '../../engine/windows/panes';

/** What a query keeps of one key in one pane, bytes, the key included. */
export interface StateBytes {
  readonly most: number;
  /** Of `events` events with short values, each different. */
  readonly typical: number;
  readonly events: number;
}

/** Keys whose rows stand together, as in a partial. */
const KEYS = 10;
/** Beyond so many events of a key in a pane nothing grows much, but for what is counted exactly: the sketches are full. */
const EVENTS_MAX = 1_000;

/** @param eventsPerSecond of all `keys` keys. */
export function stateBytesOf(query: EventQuery, scope: Scope, eventsPerSecond: number, keys: number): StateBytes {
  const { paneMs } = panesOf(query.window);
  const keysInPane = query.groupBy.length === 0 ? 1 : keys;
  const perRow = Math.round((eventsPerSecond * paneMs) / 1000 / keysInPane);
  const exactUpTo = Object.values(query.aggregates).map(aggregate => aggregate.exactUpTo ?? 0);
  const events = Math.min(Math.max(EVENTS_MAX, ...exactUpTo), Math.max(1, perRow));
  return { most: rowBytesMax(query, scope), typical: sampleBytes(query, scope, events, paneMs), events };
}

/** As the engine writes them. */
function sampleBytes(query: EventQuery, scope: Scope, events: number, paneMs: number): number {
  const types = keyColumnsOf(query).map(column => columnType(scope, column));
  const bytes = sampleCells(query, scope, events);
  const rows = Array.from({ length: query.groupBy.length === 0 ? 1 : KEYS }, (_, i): Row => {
    const key = JSON.stringify(types.map(type => sampleValue(type, i)));
    return { paneStartMs: PANE_START_MS - (PANE_START_MS % paneMs), key, bytes, start: 0, end: bytes.length };
  });
  return Math.ceil(encodeRows(rows.sort(compareRows), paneMs).length / rows.length);
}

/** A time of today's length once written. */
const PANE_START_MS = Date.UTC(2025, 0, 1);

function sampleCells(query: EventQuery, scope: Scope, events: number): Buffer {
  const inputs = Object.values(query.aggregates).flatMap(inputsOf);
  const types = new Map(inputs.map(input => [input.column, inputType(scope, input)]));
  const cellsOf = new CellsOf(query);
  const cells = cellsOf.create();
  for (let i = 0; i < events; i++) {
    const event: EventValues = Object.fromEntries([...types].map(([column, type]) => [column, sampleValue(type, i)]));
    cellsOf.add(cells, event, { eventTimeMs: PANE_START_MS + i, sequenceNumber: BEGIN, index: i });
  }
  const out = new ByteWriter();
  cellsOf.encode(cells, out);
  return out.finish();
}

/** The i-th of values that differ, spread over their range: prices of cents, counts, names. */
function sampleValue(type: Typed | undefined, i: number): Scalar {
  const spread = (i * 7_919) % 100_000;
  switch (type?.type) {
    case 'boolean':
      return i % 2 === 0;
    case 'integer':
      return spread;
    case 'number':
      return (spread + 1) / 100;
    case 'time':
      return PANE_START_MS + i;
    case 'text':
    case 'null':
    case undefined:
      return `value-${spread}`;
  }
}
