import { readKnownShards } from '../../../engine/store/known-shards';
import { count, definePipeline, epochMillis, string, tumbling } from '../../../engine/index';
import type { Duration } from '../../../engine/definition/duration';
import { latestEpoch } from '../../../engine/store/epoch-log';
import { knownShardKey } from '../../../engine/store/keys';
import { click, clicks, T0 } from '../../support/clicks';
import { MemorySource } from '../../support/memory-source';
import { Rig } from '../../support/rig';

const HOUR_MS = 3_600_000;

test('a shard that was folded and gone before any look at it counts: its children name it', async () => {
  const rig = new Rig(clicks(), new MemorySource(['first']));
  await rig.finalize();
  rig.source.close('first');
  rig.source.addShard('middle', ['first']);
  await rig.aggregate([rig.put(click(1), 'middle')], 'middle');
  rig.source.close('middle');
  rig.source.addShard('last', ['middle']);
  rig.source.remove('first');
  rig.source.remove('middle');
  rig.nowMs += 2 * 86_400_000;
  await rig.finalize();
  rig.nowMs += 3_600_000;
  await rig.finalize();
  await rig.finalize();
  expect(rig.emitted).toHaveLength(1);
});

test('a shard that was folded and gone with the children that name it counts: its first commit has noted it', async () => {
  const rig = new Rig(clicks(), new MemorySource(['first']));
  await rig.aggregate([rig.put(click(1), 'first')], 'first');
  rig.source.addShard('middle', ['first']);
  rig.source.addShard('last', ['middle']);
  rig.source.remove('first');
  rig.source.remove('middle');
  await rig.finalize();
  rig.nowMs += HOUR_MS;
  await rig.finalize();
  expect(rig.emitted).toHaveLength(1);
});

test('a shard is no longer noted once it has left and the stream has forgotten it', async () => {
  const rig = new Rig(clicks(), new MemorySource(['first']));
  await rig.aggregate([rig.put(click(1), 'first')], 'first');
  rig.source.close('first');
  await rig.finalize();
  rig.source.addShard('next', ['first']);
  await rig.aggregate([rig.put(click(2), 'next')], 'next');
  await rig.finalize();
  rig.nowMs += HOUR_MS;
  await rig.finalize({ tick: true });
  expect(await readKnownShards(rig.state)).toEqual(['first', 'next']);
  rig.source.remove('first');
  await rig.finalize({ tick: true });
  expect(await readKnownShards(rig.state)).toEqual(['next']);
});

test('a merged shard that only one of its parents names, before any listing, stands where the other parent does', async () => {
  const rig = new Rig(clicks(), new MemorySource(['ended', 'behind']));
  rig.nowMs += 600_000;
  await rig.aggregate([rig.put(click(100), 'ended')], 'ended');
  await rig.aggregate([rig.put(click(10), 'behind')], 'behind');
  rig.put(click(11), 'behind');
  rig.source.addShard('merged', ['ended', 'behind']);
  rig.source.unlisted.add('merged');
  rig.source.close('ended');
  await rig.finalize();
  const { shards } = (await latestEpoch(rig.state))!;
  expect(shards['merged']!.maxEventTimeMs).toBe(shards['behind']!.maxEventTimeMs);
  expect(shards['merged']!.maxEventTimeMs).not.toBeNull();
});

test('a shard that is gone counts in the windows of a query that a deploy has taken away', async () => {
  const withWindow = (name: string, size: Duration) =>
    definePipeline({
      name: 'clicks',
      event: { page: string(), at: epochMillis() },
      eventTime: 'at',
      watermark: { outOfOrderness: 0 },
      late: { allowed: 0 },
      queries: { [name]: { window: tumbling(size), select: { n: count() } } },
    });
  const before = new Rig(withWindow('hourly', '1 hour'), new MemorySource(['first']));
  before.nowMs += 2 * HOUR_MS;
  await before.aggregate([before.put(click(1), 'first')], 'first');
  before.source.close('first');
  before.source.addShard('next', ['first']);
  await before.aggregate([before.put(click(2), 'next')], 'next');
  await before.finalize({ whenIdle: 'hold' });
  before.source.close('next');
  before.source.addShard('last', ['next']);
  await before.aggregate([before.put(click(3), 'last')], 'last');
  await before.finalize({ whenIdle: 'hold' });
  before.source.remove('first');
  before.source.remove('next');
  const { nowMs, state, results } = before;
  const rig = Object.assign(new Rig(withWindow('often', '1 second'), before.source), { nowMs, state, results });
  for (const second of [100, 200, 300, 400, 3_700, 9_000, 9_001, 9_002]) {
    await rig.aggregate([rig.put(click(second), 'last')], 'last');
    await rig.finalize({ whenIdle: 'hold', tick: true });
    rig.nowMs += HOUR_MS;
  }
  const hourly = rig.emitted.filter(({ query }) => query === 'hourly');
  expect(hourly.map(({ values }) => values['n'])).toEqual([3]);
  expect(Object.keys((await latestEpoch(rig.state))!.left)).toEqual(['next']);
});

test('a shard that is gone counts in a window that is revised in the epoch that closes it for good', async () => {
  const rig = new Rig(clicks(), new MemorySource(['first', 'side']));
  rig.nowMs += HOUR_MS;
  const send = async (second: number, shard: string) => {
    await rig.aggregate([rig.put(click(second), shard)], shard);
  };
  await send(1, 'first');
  await send(2, 'side');
  await rig.finalize({ whenIdle: 'hold' });
  for (const [ended, next] of [
    ['first', 'next'],
    ['next', 'last'],
  ] as const) {
    rig.source.close(ended);
    rig.source.addShard(next, [ended]);
    await send(5, next);
    await rig.finalize({ whenIdle: 'hold' });
  }
  rig.source.remove('first');
  rig.source.remove('next');
  await rig.state.deleteBatch(['first', 'next'].map(knownShardKey));
  // While the side is silent the watermark goes on without it.
  rig.nowMs += 60_000;
  await send(100, 'last');
  await rig.finalize({ whenIdle: 'hold' });
  await send(200, 'last');
  await send(4, 'side');
  rig.source.close('side');
  await rig.finalize({ whenIdle: 'hold' });
  expect((await latestEpoch(rig.state))!.closedForGoodMs).toBe(T0 + 100_000);
  expect(rig.latest().map(({ values }) => values['n'])).toContain(5);
});
