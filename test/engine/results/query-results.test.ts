import { definePipeline, epochMillis, isoTime, max, topK, tumbling } from '../../../engine';
import { eventQueries } from '../../../engine/definition/pipeline';
import { QueryResults } from '../../../engine/results/query-results';

test('times are shown as text, those in a list too', () => {
  const pipeline = definePipeline({
    name: 'times',
    event: { iso: isoTime(), at: epochMillis() },
    eventTime: 'at',
    queries: { q: { window: tumbling('1 minute'), select: { latest: max('iso'), often: topK('iso', 2) } } },
  });
  const query = eventQueries(pipeline)[0]!;
  const atMs = Date.UTC(2026, 0, 1, 12, 30);
  const aggregates = Object.values(query.aggregates).map(({ kind }) =>
    kind === 'max' ? atMs : [{ value: atMs, count: 3, error: 0 }],
  );
  const row = { key: '[]', startMs: 0, endMs: 60_000, final: true, aggregates };
  expect(new QueryResults(query).valuesOf(row)).toEqual([
    '2026-01-01T12:30:00.000Z',
    [{ value: '2026-01-01T12:30:00.000Z', count: 3, error: 0 }],
  ]);
});
