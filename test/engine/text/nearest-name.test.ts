import { nearestName } from '../../../engine/text/nearest-name';

test.each([
  ['shrads', ['pipelines', 'shards'], 'shards'],
  ['GROUPBY', ['groupBy'], 'groupBy'],
  ['retention-days', ['retentionDays'], 'retentionDays'],
  ['pipeline', ['pipelines', 'line'], 'pipelines'],
  ['price', ['price', 'prices'], 'price'],
  ['pat', ['at', 'path'], 'path'],
])('%s among %j is %s', (name, known, nearest) => {
  expect(nearestName(name, known)).toBe(nearest);
});

test.each([
  ['x', ['k']],
  ['ts', ['at']],
  ['where', ['groupBy', 'window']],
  ['', ['a']],
  ['a', []],
])('nothing is near %s among %j', (name, known) => {
  expect(nearestName(name, known)).toBeUndefined();
});

test('a name of any length is compared in no time', () => {
  expect(nearestName('a'.repeat(1_000_000), ['groupBy'])).toBeUndefined();
});
