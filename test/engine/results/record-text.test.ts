import fc from 'fast-check';
import type { Json } from '../../../engine/values';
import { recordTexts } from '../../../engine/results/record-text';
import { type ResultRow, toRecord } from '../../../engine/results/result-row';
import type { Query } from '../../../engine/definition/pipeline';

const PIPELINE = { name: 'shop' };
const BLOCK_MS = Date.UTC(2026, 0, 1);

const time = fc.integer({ min: 0, max: 4e12 });
const scalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
);
const json = fc.oneof(scalar, fc.constant(null), fc.jsonValue()) as fc.Arbitrary<Json>;
const row = fc.record<ResultRow>({
  key: fc.array(fc.option(scalar), { minLength: 3, maxLength: 3 }).map(key => JSON.stringify(key)),
  startMs: time,
  endMs: time,
  revision: fc.nat(),
  epoch: fc.nat(),
  final: fc.boolean(),
  retracted: fc.boolean(),
  values: fc.array(json, { maxLength: 3 }),
  watermarkMs: fc.option(time),
});

/** A query that groups by the first `groups` of a row's group-by values. */
function queryOf(groups: number, window: Query['window']): Query {
  const values = { events: {}, "it's": {}, 'a"b': {} };
  return { name: 'views', window, groupBy: ['page', 'c"d', 'e'].slice(0, groups), values } as unknown as Query;
}

test('the text of a result is the JSON of its record', () => {
  const windows = [{ kind: 'grid', sizeMs: 60_000 }, { kind: 'session' }] as Query['window'][];
  fc.assert(
    fc.property(row, fc.integer({ min: 0, max: 3 }), fc.constantFrom(...windows), (full, groups, window) => {
      const query = queryOf(groups, window);
      const one = { ...full, key: JSON.stringify((JSON.parse(full.key) as Json[]).slice(0, groups)) };
      const text = recordTexts(PIPELINE, query, BLOCK_MS, Object.keys(query.values))(one);
      expect(text).toBe(JSON.stringify(toRecord(PIPELINE, query, BLOCK_MS, one)));
    }),
  );
});
