import { parseDuration } from '../engine/definition/duration';
import { namesOf, objectWith, type Problem } from '../engine/definition/known-keys';
import { keyTypes, type Query } from '../engine/definition/pipeline';
import { showValue } from '../engine/definition/show-value';
import { didYouMean } from '../engine/text/nearest-name';
import { everyMs } from '../engine/windows/usual';
import { type CataloguedPipeline, describeValues } from './catalogue';
import type { ValueDescription } from './contract';
import {
  CHART_KINDS,
  type ChartDescription,
  type ChartKind,
  COMPARED_MAX,
  type Dashboard,
  type Headline,
  SPANS_MS,
} from './dashboard';

const HEADLINE_EXAMPLE = '{ "query": "sales", "value": "revenue" }';
const EXAMPLE = `{ "headlines": [${HEADLINE_EXAMPLE}] }`;
const CHART_EXAMPLE = '{ "query": "sales", "values": ["revenue"] }';
const TITLE_LENGTH_MAX = 80;
const SPANS = ['5 minutes', '15 minutes', '1 hour', '6 hours', '1 day', '7 days', '30 days'];

const PARTS = namesOf<Dashboard>({ title: true, queries: true, headlines: true, charts: true });
const HEADLINE_PARTS = namesOf<Headline>({ query: true, value: true });
const CHART_PARTS = namesOf<Omit<ChartDescription, 'spanMs'> & { span: string }>({
  query: true,
  values: true,
  kind: true,
  keys: true,
  span: true,
});
/** What a key of a type is in JSON; of those that are missing it may be anything. */
const KEY_TYPES: Partial<Record<string, string>> = {
  text: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
};
/** What a bar is made of, each of one of these aggregates. */
const BAR: readonly (readonly string[])[] = [['min'], ['max'], ['first', 'firstWithNulls'], ['last', 'lastWithNulls']];

/** A dashboard as its file says it, without what is wrong; each mistake is said with its path. */
export function checkDashboard(given: unknown, pipeline: CataloguedPipeline, problem: Problem): Dashboard {
  const { title, queries, headlines, charts } = objectWith(given, '', PARTS, EXAMPLE, problem);
  const check = new Checks(pipeline, problem);
  return {
    ...(title !== undefined && { title: check.title(title) }),
    ...(queries !== undefined && { queries: check.queries(queries) }),
    ...(headlines !== undefined && { headlines: check.headlines(headlines) }),
    ...(charts !== undefined && { charts: check.charts(charts, queries) }),
  };
}

/** The checks of one dashboard's parts. */
class Checks {
  readonly queryNames: readonly string[];

  constructor(
    private readonly pipeline: CataloguedPipeline,
    private readonly problem: Problem,
  ) {
    this.queryNames = pipeline.queries.map(({ name }) => name);
  }

  title(given: unknown): string {
    if (typeof given === 'string' && given.trim() !== '' && given.length <= TITLE_LENGTH_MAX) return given;
    this.problem(`title: expected text of at most ${TITLE_LENGTH_MAX} characters: ${showValue(given)}`);
    return '';
  }

  /** Without one the page would have nothing to show. */
  queries(given: unknown): readonly string[] {
    const names = this.names(given, 'queries', this.queryNames, 'query');
    if (Array.isArray(given) && names.length === 0) this.problem('queries: expected one at least');
    return names;
  }

  /** A list of names, none twice. */
  names(given: unknown, path: string, known: readonly string[], what: string): readonly string[] {
    const names = this.list(given, path, `["${known[0] ?? ''}"]`);
    names.forEach((name, i) => {
      if (this.name(name, `${path}[${i}]`, known, what) !== undefined && names.indexOf(name) < i)
        this.problem(`${path}[${i}]: ${String(name)} is there twice`);
    });
    return names as readonly string[];
  }

  headlines(given: unknown): readonly Headline[] {
    return this.list(given, 'headlines', `[${HEADLINE_EXAMPLE}]`).map((each, i) => {
      const path = `headlines[${i}]`;
      const { query: name, value } = objectWith(each, path, HEADLINE_PARTS, HEADLINE_EXAMPLE, this.problem);
      const query = this.query(name, `${path}.query`);
      if (query) this.name(value, `${path}.value`, numbersOf(query), 'number', `of ${query.name}`);
      return { query: name, value } as Headline;
    });
  }

  charts(given: unknown, offered: unknown): readonly ChartDescription[] {
    const charts = this.list(given, 'charts', `[${CHART_EXAMPLE}]`);
    const first = new Map<string, number>();
    return charts.map((each, i) => {
      const path = `charts[${i}]`;
      const parts = objectWith(each, path, CHART_PARTS, CHART_EXAMPLE, this.problem);
      const query = this.query(parts['query'], `${path}.query`);
      if (!query) return { query: '' };
      if (this.areQueries(offered) && !offered.includes(query.name))
        this.problem(`${path}.query: ${query.name} is not among queries`);
      for (const part of ['keys', 'span']) {
        if (parts[part] === undefined) continue;
        const name = `${part} of ${query.name}`;
        if (first.has(name))
          this.problem(`${path}.${part}: charts[${first.get(name)}] says it for ${query.name} already`);
        first.set(name, first.get(name) ?? i);
      }
      return this.chart(query, parts, path);
    });
  }

  private chart(query: Query, { values, kind, keys, span }: Record<string, unknown>, path: string): ChartDescription {
    const named = values === undefined ? undefined : this.names(values, `${path}.values`, numbersOf(query), 'number');
    if (named?.length === 0) this.problem(`${path}.values: expected one at least`);
    if (kind !== undefined) this.kind(query, kind, named, `${path}.kind`);
    return {
      query: query.name,
      ...(named && { values: named }),
      ...(kind !== undefined && { kind: kind as ChartKind }),
      ...(keys !== undefined && { keys: this.keys(query, keys, `${path}.keys`) }),
      ...(span !== undefined && { spanMs: this.span(query, span, `${path}.span`) }),
    };
  }

  private kind(query: Query, given: unknown, named: readonly string[] | undefined, path: string): void {
    if (this.name(given, path, CHART_KINDS, 'kind') !== 'candles') return;
    const drawn = describeValues(query).filter(
      ({ name, type }) => type === 'number' && (named?.includes(name) ?? true),
    );
    const missing = BAR.filter(kinds => !drawn.some(({ aggregate }) => kinds.includes(aggregate))).map(
      ([kind]) => kind,
    );
    if (missing.length > 0)
      this.problem(
        `${path}: candles are drawn of a first, max, min and last: ${query.name} shows no ${missing.join(', ')}`,
      );
  }

  private keys(query: Query, given: unknown, path: string): NonNullable<ChartDescription['keys']> {
    const { groupBy } = query;
    if (groupBy.length === 0) this.problem(`${path}: ${query.name} has no keys`);
    const example = `[{ "${groupBy[0] ?? 'country'}": "CH" }]`;
    const keys = this.list(given, path, example);
    if (keys.length > 1 + COMPARED_MAX)
      this.problem(`${path}: at most ${1 + COMPARED_MAX} keys are compared: ${keys.length}`);
    return keys.map((key, i) => {
      const values = objectWith(key, `${path}[${i}]`, groupBy, example.slice(1, -1), this.problem);
      this.key(query, values, keys.length > 1, `${path}[${i}]`);
      return values as NonNullable<ChartDescription['keys']>[number];
    });
  }

  private key(query: Query, key: Record<string, unknown>, isCompared: boolean, path: string): void {
    const types = keyTypes(this.pipeline, query);
    query.groupBy.forEach((name, i) => {
      const value = key[name];
      if (value === undefined || value === null) return;
      const expected = KEY_TYPES[types[i]!];
      if (typeof value === 'object' || (expected !== undefined && typeof value !== expected))
        this.problem(`${path}.${name}: expected a ${expected ?? 'value'}: ${showValue(value)}`);
    });
    const missing = query.groupBy.filter(name => key[name] === undefined);
    if (missing.length === 0) return;
    if (isCompared) this.problem(`${path}: keys that are compared need ${missing.join(', ')} too`);
    else if (!describeValues(query).some(({ isAdditive }) => isAdditive))
      this.problem(`${path}: no value of ${query.name} adds up over keys; it needs ${missing.join(', ')} too`);
  }

  private span(query: Query, given: unknown, path: string): number {
    const spanMs = parseDuration(given) ?? NaN;
    if (!SPANS_MS.includes(spanMs)) this.problem(`${path}: expected one of ${SPANS.join(', ')}: ${showValue(given)}`);
    else if (spanMs < everyMs(query.window))
      this.problem(`${path}: shorter than a window of ${query.name}: ${showValue(given)}`);
    return spanMs;
  }

  private query(given: unknown, path: string): Query | undefined {
    const name = this.name(given, path, this.queryNames, 'query');
    return this.pipeline.queries.find(query => query.name === name);
  }

  /** Undefined, with a mistake said, where it is not known. */
  private name(given: unknown, path: string, known: readonly string[], what: string, of = ''): string | undefined {
    if (typeof given === 'string' && known.includes(given)) return given;
    const hint = didYouMean(given, known) || `; there is ${known.join(', ') || 'none'}`;
    this.problem(`${path}: no ${what} ${showValue(given)}${of && ` ${of}`}${hint}`);
    return undefined;
  }

  private areQueries(given: unknown): given is readonly unknown[] {
    return Array.isArray(given) && given.every(name => this.queryNames.includes(name as string));
  }

  private list(given: unknown, path: string, example: string): readonly unknown[] {
    if (Array.isArray(given)) return given;
    this.problem(`${path}: expected a list such as ${example}: ${showValue(given)}`);
    return [];
  }
}

const numbersOf = (query: Query): readonly string[] =>
  describeValues(query)
    .filter(({ type }: ValueDescription) => type === 'number')
    .map(({ name }) => name);
