import type { Circumstances } from './circumstances';
import type { Stage } from './language/query';
import { mutant, type Mutant } from './mutant';

/** A query's state that goes on where it means something else, or begins anew where it means the same. */
export const STATE_MISTAKES: readonly Mutant[] = [
  mutant(
    'a-state-goes-on-under-another-where',
    254,
    'definition/state-meaning.ts',
    'where === undefined ? null : columns.meaningOf(where),',
    '',
  ),
  mutant(
    'a-state-goes-on-with-fields-of-another-kind',
    20000053,
    'definition/state-meaning.ts',
    'read.sort().map(name => fieldMeaning(name, columns)),',
    '',
  ),
  mutant('a-state-goes-on-under-another-accept', 123, 'definition/check-events.ts', 'columns), accept,', 'columns),'),
  mutant(
    'a-state-goes-on-with-other-inputs',
    333,
    'definition/state-meaning.ts',
    '[parameter.name, columns.meaningOf(column)]',
    'parameter.name',
  ),
  mutant(
    'a-state-goes-on-with-what-keys-derive-now',
    20000093,
    'definition/state-meaning.ts',
    'keys.map(key => columns.meaningOf(key)),',
    'keys,',
    derivesKeysAnew,
  ),
  mutant(
    'a-state-begins-anew-with-other-values',
    185,
    'definition/state-meaning.ts',
    'window, Object.values(aggregates).map(aggregate => [',
    'window, query.values, Object.values(aggregates).map(aggregate => [',
  ),
  mutant(
    'a-state-begins-anew-with-another-having',
    199,
    'definition/state-meaning.ts',
    'window, Object.values(aggregates).map(aggregate => [',
    'window, query.having ?? null, Object.values(aggregates).map(aggregate => [',
  ),
  mutant(
    'a-state-begins-anew-with-another-top',
    149,
    'definition/state-meaning.ts',
    'window, Object.values(aggregates).map(aggregate => [',
    'window, query.top ?? null, Object.values(aggregates).map(aggregate => [',
  ),
  mutant(
    'a-state-begins-anew-with-another-emit',
    32,
    'definition/state-meaning.ts',
    'window, Object.values(aggregates).map(aggregate => [',
    'window, query.emit, Object.values(aggregates).map(aggregate => [',
  ),
  mutant(
    'a-state-begins-anew-with-another-order-of-what-is-selected',
    185,
    'definition/check-query.ts',
    'aggregates: sortedByText(selected.aggregates),',
    'aggregates: (void sortedByText, selected.aggregates),',
  ),
  mutant(
    'a-state-begins-anew-with-another-name-of-what-it-derives',
    333,
    'definition/event-columns.ts',
    "return column && 'expression' in column ? this.expanded(column.expression) : name;",
    'return name;',
  ),
  mutant(
    'a-generation-goes-on-with-what-is-derived-now',
    2853,
    'definition/check-events.ts',
    'columns.columns.map(({ name }) => [name, columns.meaningOf(name)]),',
    '',
    ({ faults }) => faults.isOn('deploy'),
  ),
  mutant(
    'a-state-goes-on-under-another-event-time',
    244,
    'definition/check-events.ts',
    'eventTime: eventTimeMeaning(eventTimeColumn, columns),',
    '',
    ({ definition }) => new Set(definition.stages.map(({ meaning }) => meaning.time?.sql)).size > 1,
  ),
];

/** A deploy changes a derived field that is a key of a query. */
function derivesKeysAnew({ definition, faults }: Circumstances): boolean {
  const keysOf = ({ meaning }: Stage, name: string): string[] =>
    (meaning.queries[name]?.keys ?? []).flatMap(({ expr }) =>
      meaning.derived.filter(field => expr.reads.includes(field.name)).map(field => `${field.name} ${field.expr.sql}`),
    );
  const { stages } = definition;
  const isAnew = (name: string): boolean => new Set(stages.map(stage => keysOf(stage, name).join())).size > 1;
  return faults.isOn('deploy') && Object.keys(stages[0]!.meaning.queries).some(isAnew);
}
