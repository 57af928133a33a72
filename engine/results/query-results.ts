import { compile, type Reader } from '../expression/compile';
import { columnsOf, type Expression } from '../expression/expression';
import type { EventQuery, ResultValue } from '../definition/pipeline';
import type { Json, Scalar } from '../values';
import { type BlockUpdate, byText, type Computed, iso } from './result-row';

/** What a merge gives for a key: the values of the query's aggregates, in their order. */
export interface Aggregated extends Omit<Computed, 'values'> {
  readonly aggregates: readonly Json[];
}

type ResultPlan = Pick<EventQuery, 'groupBy' | 'aggregates' | 'values' | 'having' | 'top'>;

/** Makes a query's results of what was aggregated: values, and which of them are results (`having`, `top`). */
export class QueryResults {
  private row: Aggregated | undefined;
  private keys: readonly Json[] = [];
  private readonly values: Json[] = [];
  private readonly readers: readonly Reader[];
  private readonly toJson: readonly ((value: Scalar | null) => Json)[];
  private readonly having: Reader | undefined;
  private readonly rank: Reader | undefined;
  private readonly per: readonly number[];
  private readonly readsKeys: boolean;

  constructor(private readonly query: ResultPlan) {
    const { values, having, top, groupBy } = query;
    const selected = Object.values(values);
    const rest = [having, top?.by].filter(expression => expression !== undefined);
    const read = [...selected.map(({ expression }) => expression), ...rest].flatMap(columnsOf);
    this.readsKeys = read.some(name => groupBy.includes(name)) || (top !== undefined && top.per.length > 0);
    this.readers = selected.map(({ expression }, i) => this.compiled(expression, i));
    this.toJson = selected.map(jsonOf);
    this.having = having && this.compiled(having, selected.length);
    this.rank = top && this.compiled(top.by, selected.length);
    this.per = top ? top.per.map(name => groupBy.indexOf(name)) : [];
  }

  /** The results of a block, of which `aggregated` is all that has any; what stands of others is taken back. */
  of(aggregated: readonly Aggregated[]): Pick<BlockUpdate, 'computed' | 'absent'> {
    const { top } = this.query;
    const absent: BlockUpdate['absent'][number][] = [];
    const kept: Ranked[] = [];
    for (const row of aggregated) {
      const values = this.valuesOf(row);
      const { key, startMs, endMs, final } = row;
      if (this.having && this.having() !== true) absent.push({ key, final });
      else
        kept.push({
          computed: { key, startMs, endMs, final, values },
          rank: this.rank?.() ?? null,
          group: this.group(),
        });
    }
    if (!top) return { computed: kept.map(({ computed }) => computed), absent };
    const counts = new Map<string, number>();
    const computed: Computed[] = [];
    for (const { computed: row, group } of kept.sort(byRank)) {
      const rank = (counts.get(group) ?? 0) + 1;
      counts.set(group, rank);
      if (rank <= top.n) computed.push(row);
      else absent.push(row);
    }
    return { computed, absent: absent.map(({ key, final }) => ({ key, final })) };
  }

  /** The values of one row, whether or not it is a result. */
  valuesOf(row: Aggregated): Json[] {
    this.row = row;
    if (this.readsKeys) this.keys = JSON.parse(row.key) as Json[];
    const values: Json[] = [];
    for (let i = 0; i < this.readers.length; i++) {
      const value = this.readers[i]!();
      this.values[i] = value;
      values.push(this.toJson[i]!(value));
    }
    return values;
  }

  private group(): string {
    return this.per.length === 0 ? '' : JSON.stringify(this.per.map(i => this.keys[i]));
  }

  /** `before`: how many of the values an expression may read. */
  private compiled(expression: Expression, before: number): Reader {
    return compile(expression, name => this.reader(name, before), { onBadNumber: 'null' });
  }

  private reader(name: string, before: number): Reader {
    const { aggregates, values, groupBy } = this.query;
    const aggregate = Object.keys(aggregates).indexOf(name);
    // A list is only shown, never computed with.
    if (aggregate >= 0) return () => this.row!.aggregates[aggregate] as Scalar | null;
    const value = Object.keys(values).indexOf(name);
    if (value >= 0 && value < before) return () => this.values[value] as Scalar | null;
    const key = groupBy.indexOf(name);
    if (key >= 0) return () => this.keys[key] as Scalar | null;
    return name === 'window_start' ? () => this.row!.startMs : () => this.row!.endMs;
  }
}

interface Ranked {
  readonly computed: Computed;
  readonly rank: Scalar | null;
  readonly group: string;
}

/** The largest first, null last, equal ones by their keys. */
function byRank(a: Ranked, b: Ranked): number {
  if (a.rank === b.rank) return byText(a.computed, b.computed);
  if (a.rank === null || b.rank === null) return a.rank === null ? 1 : -1;
  return a.rank > b.rank ? -1 : 1;
}

/** Times are shown as text. */
function jsonOf({ type }: ResultValue): (value: Scalar | null) => Json {
  if ('list' in type && type.list === 'time') return list => (list as unknown as Entry[]).map(withTime);
  return 'type' in type && type.type === 'time' ? timeText : value => value;
}

/** An entry of a list. */
interface Entry extends Readonly<Record<string, Json>> {
  readonly value: Json;
}

const withTime = (entry: Entry): Entry => ({ ...entry, value: timeText(entry.value) });

/** One that no date can be is null. */
function timeText(value: Json): string | null {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15 ? iso(value) : null;
}
