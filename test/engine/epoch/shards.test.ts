import { readKnownShards } from '../../../engine/store/known-shards';
import { click, clicks } from '../../support/clicks';
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
