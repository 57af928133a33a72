import { pathOf } from '../definition/field-path';
import type { Field, FieldKind } from '../definition/fields';
import type { Pipeline } from '../definition/pipeline';
import { isoTimeMs } from '../text/iso-time';
import { jsonOf, Timestamp } from './decoded-value';
import { messagesOf } from './json';
import { parseJson } from './json-parts';
import { firstByte } from './lines';
import type { RecordEvent, RecordFormat } from './record-format';
import { readFrame } from './registry-frame';
import { valueAt } from './value-at';

const OPEN_BRACE = 0x7b;
const OPEN_BRACKET = 0x5b;

/**
 * Payloads framed with the id of the schema that decodes them, an event each. Plain JSON is events, too: those of the
 * late output and the quarantine come back so.
 */
export function registered(fields: Pipeline['fields']): RecordFormat {
  const readers = Object.entries(fields).map(([name, field]) => ({ path: pathOf(name, field), read: cellOf(field) }));
  const cells = (event: unknown): unknown[] => readers.map(({ path, read }) => read(valueAt(event, path)));
  return {
    isFramed: true,
    *events(text, schemas) {
      const first = firstByte(text);
      if (first === OPEN_BRACE || first === OPEN_BRACKET) {
        for (const message of messagesOf(text)) yield fromJson(message, cells);
        return;
      }
      const frame = readFrame(text);
      if ('bad' in frame) return yield { text, bad: frame.bad };
      if (!schemas?.has(frame.id))
        throw new Error(`schema ${frame.id} is to be asked for before its records are folded`);
      const decoded = schemas.get(frame.id)?.decode(frame.payload) ?? { bad: 'not in the registry' };
      if ('bad' in decoded) return yield { text, bad: `schema ${frame.id}: ${decoded.bad}` };
      yield new DecodedEvent(decoded.value, cells(decoded.value));
    },
  };
}

/** An event that is shown as JSON: few are. */
class DecodedEvent implements RecordEvent {
  constructor(
    private readonly value: unknown,
    readonly cells: readonly unknown[],
  ) {}

  get text(): Buffer {
    return Buffer.from(jsonOf(this.value));
  }
}

function fromJson(text: Buffer, cells: (event: unknown) => unknown[]): RecordEvent {
  const parsed = parseJson(text);
  return 'bad' in parsed ? { text, bad: parsed.bad } : { text, cells: cells(parsed.value) };
}

/** Of a decoded value, what a field reads: its own rules say whether it may. */
function cellOf({ kind }: Field): (value: unknown) => unknown {
  const toEpoch = EPOCHS[kind];
  if (toEpoch) return value => epochOf(value, kind, toEpoch);
  return value => {
    if (value instanceof Timestamp) return value.text;
    if (kind === 'string' && typeof value === 'number') return String(value);
    // A double shows that it is beyond 2^53, which digits do not.
    return kind === 'integer' && isLong(value) ? Number(value) : value;
  };
}

/** What an instant, ms, is for a field that reads epochs. */
const EPOCHS: Partial<Record<FieldKind, (ms: number) => number>> = {
  epochSeconds: ms => ms / 1000,
  epochMillis: ms => ms,
  epochMicros: ms => ms * 1000,
  epochNanos: ms => ms * 1_000_000,
};

/** A timestamp is an instant, also as its text. Digits that no double holds are cut to the whole millisecond first. */
function epochOf(value: unknown, kind: FieldKind, toEpoch: (ms: number) => number): unknown {
  if (value instanceof Timestamp) return toEpoch(value.millis);
  if (typeof value !== 'string') return value;
  const ms = isoTimeMs(value);
  if (!Number.isNaN(ms)) return toEpoch(ms);
  return kind === 'epochNanos' && isLong(value) ? Number(`${value.slice(0, -6)}000000`) : value;
}

/** Whether a value is the digits of an integer that no double holds. */
function isLong(value: unknown): value is string {
  return typeof value === 'string' && /^-?\d{16,20}$/.test(value) && !Number.isSafeInteger(Number(value));
}
