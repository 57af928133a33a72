import { accumulatorFor, aggregateFunctions, aggregateOf, aggregateOfSql } from '../../../engine/accumulators/index';
import { count } from '../../../engine/definition/aggregates';
import { resultOver } from './support';

test('count counts any input, and is 0 without', () => {
  expect(resultOver(count(), [true, true, true])).toBe(3);
  expect(resultOver(count('x'), ['', 0, false])).toBe(3);
  expect(resultOver(count(), [])).toBe(0);
});

test('a large count is stored in few bytes and comes back', () => {
  const accumulator = accumulatorFor(count());
  expect(accumulator.merge(2 ** 40, 1)).toBe(2 ** 40 + 1);
});

test('each aggregate is found by its kind and by its names in SQL, which no two have in common', () => {
  const names = aggregateFunctions.flatMap(({ sql }) => sql);
  expect(new Set(names).size).toBe(names.length);
  for (const each of aggregateFunctions) {
    expect(aggregateOf(each.kind)).toBe(each);
    for (const name of each.sql) expect(aggregateOfSql(name)).toBe(each);
  }
  expect(aggregateOfSql('count distinct')?.kind).toBe('approxDistinct');
  expect(aggregateOfSql('last_value respect nulls')?.kind).toBe('lastWithNulls');
  for (const name of ['sum distinct', 'sum respect nulls', 'stddev']) expect(aggregateOfSql(name)).toBeUndefined();
});
