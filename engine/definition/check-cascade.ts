import type { Typed } from '../expression/type';
import { checkQuery } from './check-query';
import { NO_EMIT } from './check-series';
import type { Problem } from './known-keys';
import { columnsReadBy, type CascadeQuery, type Query } from './pipeline';
import type { CascadeInput, QueryInput } from './pipeline-input';
import { resultColumns } from './result-columns';
import { stateOf } from './state-meaning';
import { valueMeaning } from './value-meaning';

/** Checks a query with windows of its own over the results of another; undefined when it is wrong. */
export function checkCascade(
  name: string,
  input: CascadeInput,
  base: Query,
  keyTypes: readonly Typed['type'][],
  fingerprint: (value: unknown) => string,
  problem: Problem,
): CascadeQuery | undefined {
  const path = `queries.${name}`;
  const { emit, ...rest } = input;
  if (emit !== undefined) problem(`${path}.emit: ${NO_EMIT}`);
  const columns = resultColumns(base, keyTypes);
  const idOf = (query: Parameters<typeof stateOf>[0]): string => {
    const read = columns.sourcesOf(columnsReadBy(query)).sort();
    const values = read.map(column => (Object.hasOwn(base.values, column) ? valueMeaning(base, column) : null));
    return `${name}@${fingerprint([base.id, values, stateOf(query, columns)])}`;
  };
  const checked = checkQuery(
    name,
    { ...rest, over: undefined } as unknown as QueryInput<string>,
    columns,
    idOf,
    problem,
  );
  if (!checked) return undefined;
  const { window } = checked;
  if (window.kind === 'session') {
    problem(`${path}.window: over results it is tumbling or hopping, not session`);
    return undefined;
  }
  const computed = columns.columns.filter(column => 'expression' in column);
  return { ...checked, window, over: base.name, emit: 'onClose', columns: computed, scope: columns.scope };
}
