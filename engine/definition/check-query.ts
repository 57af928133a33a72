import { checkAggregate, isNamed, type Named, noField } from './check-aggregate';
import { ROW_BYTES_MAX, rowBytesMax } from './row-size';
import { IDENTIFIER } from './identifier';
import { namesOf, objectOf, type Problem, refuseUnknownKeys } from './known-keys';
import type { Query } from './pipeline';
import type { QueryInput } from './pipeline-input';
import { showValue } from './show-value';
import { checkWindow } from './windows';

const AGGREGATES_MAX = 24;

const QUERY = namesOf<QueryInput<string>>({ groupBy: true, window: true, select: true, emit: true, over: true });

/** Checks a query over events; undefined when it has no window. */
export function checkQuery(
  name: string,
  input: QueryInput<string>,
  named: Named,
  idOf: (query: Omit<Query, 'id'>) => string,
  report: Problem,
): Query | undefined {
  const path = `queries.${name}`;
  let isRight = true;
  const problem: Problem = text => {
    isRight = false;
    report(text);
  };
  refuseUnknownKeys(input, QUERY, path, problem);
  const groupBy = checkGroupBy(input.groupBy, path, named, problem);
  const select = checkSelect(input.select, path, named, problem);
  const emit = input.emit ?? 'onClose';
  if (emit !== 'onClose' && emit !== 'onUpdate')
    problem(`${path}.emit: expected 'onClose' or 'onUpdate': ${showValue(emit)}`);
  const window = checkWindow(input.window, `${path}.window`, problem);
  if (!window) return undefined;
  if (isRight) checkRowSize({ groupBy, select }, path, named, problem);
  const query = { name, groupBy, window, select, emit };
  return { ...query, id: idOf(query) };
}

/** A row of the state is in one item. */
function checkRowSize(query: Pick<Query, 'groupBy' | 'select'>, path: string, named: Named, problem: Problem): void {
  const bytes = rowBytesMax(query, named);
  if (bytes > ROW_BYTES_MAX)
    problem(
      `${path}.select: a row may take ${bytes} bytes, more than the ${ROW_BYTES_MAX} that are stored together; give topK and quantile queries of their own`,
    );
}

function checkGroupBy(given: unknown, path: string, named: Named, problem: Problem): readonly string[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) {
    problem(`${path}.groupBy: expected a list of fields such as ['room']: ${showValue(given)}`);
    return [];
  }
  for (const [i, field] of given.entries()) {
    if (!isNamed(field, named)) problem(`${path}.groupBy[${i}]: ${noField(field, named)}`);
    else if (given.indexOf(field) < i) problem(`${path}.groupBy[${i}]: ${field} is named twice`);
  }
  return given as string[];
}

function checkSelect(given: unknown, path: string, named: Named, problem: Problem): Query['select'] {
  const select = objectOf(given, `${path}.select`, '{ readings: count() }', problem) as Query['select'];
  const aggregates = Object.entries(select);
  if (aggregates.length === 0 && select === given) problem(`${path}.select: at least one value is needed`);
  if (aggregates.length > AGGREGATES_MAX)
    problem(`${path}.select: ${aggregates.length} values are more than ${AGGREGATES_MAX}`);
  for (const [as, aggregate] of aggregates) {
    if (!IDENTIFIER.test(as)) problem(`${path}.select.${as}: not an identifier`);
    checkAggregate(aggregate, `${path}.select.${as}`, named, problem);
  }
  return select;
}
