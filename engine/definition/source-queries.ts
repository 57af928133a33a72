import type { Expression } from '../expression/expression';
import type { Scope, Typed } from '../expression/type';
import { ROW_FORMAT } from '../store/rows';
import { didYouMean } from '../text/nearest-name';
import { inputsOf } from './aggregates';
import type { CheckedEvents } from './check-events';
import { checkQuery, checkRowSize } from './check-query';
import { checkSharedQuery, type SharedQueryInput } from './check-shared-query';
import { columnType, inputType } from './column-type';
import type { Problem } from './known-keys';
import { type EventQuery, keyColumnsOf } from './pipeline';
import type { QueryInput } from './pipeline-input';
import { showValue } from './show-value';
import { commonType, nullColumn, type Parts, wholeColumn, wholeQuery, withoutEvents } from './source-parts';
import { stateOf } from './state-meaning';

/** A query over the events of one source. */
export interface SourceQueryInput extends QueryInput<string> {
  /** The source's name. */
  readonly from: string;
}

/** A query over events of several sources. */
export type SourcesQueryInput = SourceQueryInput | SharedQueryInput;

const FALSE: Expression = { op: 'literal', value: false };

/** The queries over events of several sources: as a whole, and as each source sees them. */
export class SourceQueries {
  /** The types of keys, and of what aggregates read, by source and column. */
  readonly scope: Record<string, Typed> = Object.create(null) as Scope;
  private readonly partsOf = new Map<string, Parts>();

  constructor(
    private readonly sources: ReadonlyMap<string, CheckedEvents>,
    private readonly version: number,
    private readonly fingerprint: (value: unknown) => string,
    private readonly problem: Problem,
  ) {}

  /** Checks a query; undefined where it cannot be read. */
  check(name: string, input: QueryInput<string>): EventQuery | undefined {
    const { from } = input as Partial<SourcesQueryInput>;
    if (typeof from === 'object' && from !== null && !Array.isArray(from)) {
      const shared = checkSharedQuery(name, input as unknown as SharedQueryInput, this.sources, this.problem);
      if (!shared) return undefined;
      const query = this.add(shared.query, shared.parts);
      checkRowSize(query, `queries.${name}`, this.scope, this.problem);
      return query;
    }
    const source = this.named(from, `queries.${name}.from`);
    if (source === undefined) return undefined;
    const { columns } = this.sources.get(source)!;
    const { from: _, ...query } = input as SourceQueryInput;
    const checked = checkQuery(name, query, columns, () => '', this.problem);
    return checked && this.addAlone(source, checked);
  }

  private addAlone(source: string, part: Omit<EventQuery, 'id'>): EventQuery {
    const parts = new Map([[source, part]]);
    return this.add(wholeQuery(part, parts), parts);
  }

  /** A query over events as the shards of a source see it. */
  viewOf(query: EventQuery, source: string): EventQuery {
    const { columns } = this.sources.get(source)!;
    const part = this.partsOf.get(query.name)!.get(source);
    const { where: _, keyColumns: __, ...rest } = query;
    const aggregates = Object.entries(query.aggregates).map(([text, aggregate]) => {
      const own = part?.aggregates[text];
      return [text, own ?? withoutEvents(aggregate, this.scope, columns)] as const;
    });
    return {
      ...rest,
      ...(part?.where !== undefined && { where: part.where }),
      ...(!part && { where: columns.columnOf({ expression: FALSE, type: { type: 'boolean', isNullable: false } }) }),
      ...(query.groupBy.length > 0 && {
        keyColumns: part
          ? keyColumnsOf(part)
          : keyColumnsOf(query).map(key => nullColumn(columnType(this.scope, key), columns)),
      }),
      aggregates: Object.fromEntries(aggregates),
    };
  }

  /** The name of a source, where it is one. */
  private named(from: unknown, path: string): string | undefined {
    const names = [...this.sources.keys()];
    if (typeof from === 'string' && this.sources.has(from)) return from;
    const hint = didYouMean(from, names) || `; expected ${names.join(' or ')}, or several with what each selects`;
    this.problem(`${path}: no source ${showValue(from)}${hint}`);
    return undefined;
  }

  private add(query: Omit<EventQuery, 'id'>, parts: Parts): EventQuery {
    this.partsOf.set(query.name, parts);
    for (const [source, part] of parts) this.learn(query, source, part);
    const meanings = [...parts].map(([source, part]) => {
      const { columns, meaning } = this.sources.get(source)!;
      return [source, meaning, stateOf(part, columns)];
    });
    return { ...query, id: `${query.name}@${this.fingerprint([ROW_FORMAT, this.version, meanings])}` };
  }

  /** Types of what a query has of a source. */
  private learn(query: Omit<EventQuery, 'id'>, source: string, part: Omit<EventQuery, 'id'>): void {
    const { scope } = this.sources.get(source)!.columns;
    const own = keyColumnsOf(part);
    keyColumnsOf(query).forEach((key, i) => {
      const type = commonType(columnType(this.scope, key), columnType(scope, own[i]!));
      if (type) this.scope[key] = { ...type, isNullable: true };
    });
    for (const input of Object.values(part.aggregates).flatMap(inputsOf))
      this.scope[wholeColumn(source, input.column)] = inputType(scope, input);
  }
}
