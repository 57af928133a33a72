import { readHead } from '../../../engine/store/chain';
import { click, clicks } from '../../support/clicks';
import { MemorySource } from '../../support/memory-source';
import { Rig } from '../../support/rig';

const HOUR_MS = 3_600_000;

test('a shard that cannot be swept does not stop the others, nor retention; the tick tells of it and rejects', async () => {
  const rig = new Rig(clicks(), new MemorySource(['bad', 'good']));
  rig.put(click(1), 'bad');
  rig.put(click(1), 'good');
  rig.nowMs += HOUR_MS;
  const put = rig.state.put.bind(rig.state);
  rig.state.put = (item, condition) =>
    item.pk === 'C#bad' ? Promise.reject(new Error('too large')) : put(item, condition);
  const isTrimmed = jest.spyOn(rig.state, 'query');
  await expect(rig.finalize({ tick: true })).rejects.toThrow('too large');
  expect(rig.shardFailures).toEqual(['bad']);
  expect((await readHead(rig.state, 'good'))!.counts.newRecords).toBe(1);
  expect(isTrimmed.mock.calls.map(([pk]) => pk)).toContain('D#good');
});

test('a shard whose parents a listing does not show yet waits for another tick', async () => {
  const rig = new Rig(clicks({ dedupe: { by: 'id', within: '1 minute' } }), new MemorySource(['first']));
  rig.source.close('first');
  rig.source.addShard('parent', ['first']);
  rig.source.addShard('child', ['parent']);
  rig.source.close('parent');
  rig.source.unlisted.add('parent');
  rig.put(click(1), 'child');
  rig.nowMs += HOUR_MS;
  await rig.finalize({ tick: true });
  expect(rig.shardFailures).toEqual([]);
  expect(await readHead(rig.state, 'child')).toBeUndefined();
  rig.source.unlisted.clear();
  await rig.finalize({ tick: true });
  expect((await readHead(rig.state, 'child'))!.counts.newRecords).toBe(1);
});
