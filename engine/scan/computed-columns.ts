import type { LookupTables } from '../ports';
import { TIME_KINDS } from '../definition/fields';
import {
  ARRIVAL_TIME,
  type CodeColumn,
  type ExpressionColumn,
  type LookupColumn,
  type Pipeline,
} from '../definition/pipeline';
import { toMs } from '../events/instant';
import { compile, type Reader } from '../expression/compile';
import { columnsOf, type Expression } from '../expression/expression';
import { type Scalar, wellFormed } from '../values';
import { CodeColumns } from './code-columns';
import { RememberedColumns } from './remembered-columns';
import { NULL, type Slots, VALUE } from './slots';
import { textEquals } from './text-equals';

const THROW = { onBadNumber: 'throw' } as const;

/** What an event is: `skipped` is passed over by the definition's `accept`. */
export type Reading = 'good' | 'bad' | 'skipped';

type ReadColumn = ExpressionColumn | LookupColumn;

/** Computes an event's columns in its slots: what `computeColumns` does, with closures over the slots. */
export class ComputedColumns {
  private readonly accept: Reader | undefined;
  /** -1 where nothing reads it. */
  private readonly arrivalSlot: number;
  private readonly code: CodeColumns | undefined;
  private readonly remembered: readonly RememberedColumns[];
  private readonly others: readonly { readonly slot: number; readonly read: Reader }[];

  /** @param names the columns by slot: the fields, then the computed ones. */
  constructor(
    private readonly pipeline: Pipeline,
    private readonly names: readonly string[],
    private readonly slots: Slots,
    private readonly around: { readonly records: { readonly arrivalMs: number }; readonly tables: LookupTables },
  ) {
    const { columns, accept } = pipeline;
    this.arrivalSlot = columns.some(column => 'isArrival' in column) ? names.indexOf(ARRIVAL_TIME) : -1;
    this.accept = accept && compile(accept, name => this.reader(name), THROW);
    const functions = columns.filter((column): column is CodeColumn => 'code' in column);
    this.code =
      functions.length === 0 ? undefined : new CodeColumns(pipeline, functions, this.slotsOf(functions), slots);
    const read = columns.filter((column): column is ReadColumn => 'expression' in column || 'lookup' in column);
    const isTest = (column: ReadColumn): boolean =>
      'expression' in column && this.textTest(column.expression) !== undefined;
    const bySource = bySourceText(
      pipeline,
      read.filter(column => !isTest(column)),
    );
    this.remembered = [...bySource].map(([source, determined]) => this.remember(source, determined));
    const isRemembered = new Set([...bySource.values()].flat());
    this.others = read
      .filter(column => !isRemembered.has(column))
      .map(column => ({ slot: names.indexOf(column.name), read: this.readerOf(column) }));
  }

  /** Computes the columns of an event whose fields have been read; `bad` where the plain way must decide. */
  reading(): Reading {
    if (this.arrivalSlot >= 0) this.slots.set(this.arrivalSlot, this.around.records.arrivalMs);
    if (this.accept) {
      try {
        if (this.accept() !== true) return 'skipped';
      } catch {
        return 'bad';
      }
    }
    return this.compute() ? 'good' : 'bad';
  }

  /** Sets the slots of the computed columns; false when one has no value. */
  private compute(): boolean {
    if (this.code && !this.code.compute()) return false;
    for (let i = 0; i < this.remembered.length; i++) if (!this.remembered[i]!.compute()) return false;
    if (this.others.length === 0) return true;
    try {
      for (let i = 0; i < this.others.length; i++) {
        const { slot, read } = this.others[i]!;
        this.slots.set(slot, read());
      }
    } catch {
      return false;
    }
    return true;
  }

  /** Nothing that is remembered holds for an event which was read another way. */
  forgetEntry(): void {
    if (this.code?.memory) this.code.memory.entry = -1;
    for (const memory of this.remembered) memory.entry = -1;
  }

  /** Nothing that is remembered holds by other lookup tables. */
  forget(): void {
    for (const memory of this.remembered) memory.forget();
  }

  /** What determines all of these slots by one text; undefined where that is not known yet, null where nothing does. */
  memoryOf(slots: readonly number[]): RememberedColumns | undefined | null {
    const isIn = (targets: readonly number[]): boolean =>
      slots.length > 0 && slots.every(slot => targets.includes(slot));
    if (this.code && isIn(this.code.targets)) return this.code.memory;
    return this.remembered.find(({ targets }) => isIn(targets)) ?? null;
  }

  private remember(source: string, columns: readonly ReadColumn[]): RememberedColumns {
    const readers = columns.map(column => this.readerOf(column));
    const targets = this.slotsOf(columns);
    const computeAnew = (): readonly (Scalar | null)[] | undefined => {
      const values: (Scalar | null)[] = [];
      try {
        for (let i = 0; i < readers.length; i++) {
          const value = readers[i]!();
          values.push(value);
          this.slots.set(targets[i]!, value);
        }
      } catch {
        return undefined;
      }
      return values;
    };
    return new RememberedColumns(this.slots, this.names.indexOf(source), targets, computeAnew, () => true);
  }

  private slotsOf(columns: readonly { readonly name: string }[]): number[] {
    return columns.map(({ name }) => this.names.indexOf(name));
  }

  /** A reader that is quicker than what is remembered. */
  private textTest(expression: Expression): Reader | undefined {
    return textEquals(expression, this.pipeline, this.names, this.slots);
  }

  private readerOf(column: ReadColumn): Reader {
    return 'lookup' in column ? this.lookUp(column) : this.compiled(column);
  }

  private compiled({ expression, type }: ExpressionColumn): Reader {
    const test = this.textTest(expression);
    if (test) return test;
    const read = compile(expression, name => this.reader(name), THROW);
    return type.type === 'text' ? () => wellFormed(read()) : read;
  }

  private lookUp({ lookup, index, key }: LookupColumn): Reader {
    const { slots, around } = this;
    const slot = this.names.indexOf(key);
    return () => {
      const value = slots.value(slot);
      return value === null ? null : (around.tables.rows[lookup]!.get(value)?.[index] ?? null);
    };
  }

  /** Reads a column's slot; a time field as ms since 1970, which the scanner leaves there also where the field is text. */
  private reader(name: string): Reader {
    const { slots, pipeline } = this;
    const slot = this.names.indexOf(name);
    const field = Object.hasOwn(pipeline.fields, name) ? pipeline.fields[name]! : undefined;
    if (!field || !TIME_KINDS.has(field.kind)) return () => slots.value(slot);
    return () => {
      const kind = slots.kinds[slot]!;
      if (kind <= NULL) return null;
      return kind === VALUE || field.kind === 'epochSeconds' ? toMs(slots.value(slot)!, field) : slots.numbers[slot]!;
    };
  }
}

/** The expressions and lookups that one text field determines, as long as the tables are the same, by that field. */
function bySourceText(
  { fields }: Pipeline,
  columns: readonly ReadColumn[],
): ReadonlyMap<string, readonly ReadColumn[]> {
  const sources = new Map<string, string>();
  const groups = new Map<string, ReadColumn[]>();
  for (const column of columns) {
    const names = 'lookup' in column ? [column.key] : columnsOf(column.expression);
    const read = new Set(names.map(name => sources.get(name) ?? name));
    const [source] = read;
    if (read.size !== 1 || !Object.hasOwn(fields, source!) || fields[source!]!.kind !== 'string') continue;
    sources.set(column.name, source!);
    groups.set(source!, [...(groups.get(source!) ?? []), column]);
  }
  return groups;
}
