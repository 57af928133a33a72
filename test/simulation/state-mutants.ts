import { mutant, type Mutant } from './mutant';

/** A query's state that goes on where it means something else, or begins anew where it means the same. */
export const STATE_MISTAKES: readonly Mutant[] = [
  mutant(
    'a-state-goes-on-under-another-where',
    254,
    'definition/define-pipeline.ts',
    'where === undefined ? null : columns.meaningOf(where),',
    '',
  ),
  mutant(
    'a-state-goes-on-with-fields-of-another-kind',
    144,
    'definition/define-pipeline.ts',
    'read.sort().map(name => fieldMeaning(name, columns)),',
    '',
  ),
  mutant('a-state-goes-on-under-another-accept', 54, 'definition/define-pipeline.ts', 'columns), accept,', 'columns),'),
  mutant(
    'a-state-goes-on-with-other-inputs',
    235,
    'definition/define-pipeline.ts',
    '[parameter.name, columns.meaningOf(column)]',
    'parameter.name',
  ),
  mutant(
    'a-state-goes-on-with-what-keys-derive-now',
    212,
    'definition/define-pipeline.ts',
    'keys.map(key => columns.meaningOf(key)),',
    'keys,',
  ),
  mutant(
    'a-state-begins-anew-with-other-values',
    60,
    'definition/define-pipeline.ts',
    'window, Object.values(aggregates).map(aggregate => [',
    'window, query.values, Object.values(aggregates).map(aggregate => [',
  ),
  mutant(
    'a-state-begins-anew-with-another-having',
    14,
    'definition/define-pipeline.ts',
    'window, Object.values(aggregates).map(aggregate => [',
    'window, query.having ?? null, Object.values(aggregates).map(aggregate => [',
  ),
  mutant(
    'a-state-begins-anew-with-another-top',
    12,
    'definition/define-pipeline.ts',
    'window, Object.values(aggregates).map(aggregate => [',
    'window, query.top ?? null, Object.values(aggregates).map(aggregate => [',
  ),
  mutant(
    'a-state-begins-anew-with-another-emit',
    32,
    'definition/define-pipeline.ts',
    'window, Object.values(aggregates).map(aggregate => [',
    'window, query.emit, Object.values(aggregates).map(aggregate => [',
  ),
  mutant(
    'a-state-begins-anew-with-another-order-of-what-is-selected',
    60,
    'definition/check-query.ts',
    'aggregates: sortedByText(selected.aggregates),',
    'aggregates: (void sortedByText, selected.aggregates),',
  ),
  mutant(
    'a-state-begins-anew-with-another-name-of-what-it-derives',
    212,
    'definition/event-columns.ts',
    "return column && 'expression' in column ? this.expanded(column.expression) : name;",
    'return name;',
  ),
  mutant(
    'a-generation-goes-on-with-what-is-derived-now',
    2356,
    'definition/define-pipeline.ts',
    'columns.columns.map(({ name }) => [name, columns.meaningOf(name)]),',
    '',
    ({ faults }) => faults.isOn('deploy'),
  ),
];
