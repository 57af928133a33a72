import { definePipeline, epochMillis, string, tumbling } from '../../../engine/index';
import { T0 } from '../../support/clicks';
import { Rig } from '../../support/rig';

const pipelineWith = (a: string, n: string) =>
  definePipeline({
    name: 'site',
    event: { at: epochMillis(), text: string() },
    eventTime: 'at',
    watermark: { outOfOrderness: 0 },
    queries: {
      low: { window: tumbling('1 minute'), select: { a } },
      up: { over: 'low', window: tumbling('1 hour'), select: { n } },
    },
  });

const event = (minute: number, text = 'x') => ({ at: T0 + minute * 60_000, text });

async function deployed(before: Rig, pipeline: Rig['pipeline']): Promise<Rig> {
  const { nowMs, state, results, source } = before;
  return Object.assign(new Rig(pipeline, source), { nowMs, state, results });
}

test.each([
  ['count(*)', "case when count(*) > 0 then 'x' else 'y' end", 'first_value(upper(a))', 'X'],
  ['count(*)', "case when count(*) > 0 then 'x' else 'y' end", 'max(length(a))', 1],
  ["case when count(*) > 0 then 'x' else 'y' end", 'count(*)', 'sum(a)', 2],
  ['count(*)', 'window_end', 'min(a)', '2026-01-01T00:21:00.000Z'],
])('a row of %s, which is %s now, has no value for %s', async (old, now, over, expected) => {
  const before = new Rig(pipelineWith(old, 'max(a)'));
  before.nowMs = T0 + 5 * 3_600_000;
  await before.aggregate([before.put([1, 2, 3, 10].map(minute => event(minute)))]);
  await before.finalize({ whenIdle: 'hold' });
  const rig = await deployed(before, pipelineWith(now, over));
  await rig.aggregate([rig.put([20, 70, 200].map(minute => event(minute)))]);
  await rig.finalize({ whenIdle: 'hold' });
  const [first] = rig.latest().filter(({ query }) => query === 'up');
  expect(first!.values).toEqual({ n: expected });
});

test('a text of more than 512 characters is not kept over results, as it is not in events', async () => {
  const rig = new Rig(pipelineWith('first_value(text) || first_value(text)', 'max(a)'));
  rig.nowMs = T0 + 5 * 3_600_000;
  await rig.aggregate([rig.put([event(1, 'b'.repeat(300)), event(2, 'a'), event(200)])]);
  await rig.finalize({ whenIdle: 'hold' });
  const up = rig.latest().filter(({ query }) => query === 'up');
  expect(up.map(({ values }) => values)).toEqual([{ n: 'aa' }]);
});
