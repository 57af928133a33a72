import { click, clicks } from '../../support/clicks';
import { MemorySource } from '../../support/memory-source';
import { Rig } from '../../support/rig';

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
