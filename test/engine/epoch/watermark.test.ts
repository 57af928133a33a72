import { latestEpoch } from '../../../engine/store/epoch-log';
import { click, clicks, T0 } from '../../support/clicks';
import { MemorySource } from '../../support/memory-source';
import { Rig } from '../../support/rig';

const twoShards = () => new Rig(clicks(), new MemorySource(['a', 'b']));

describe('the watermark', () => {
  it('is the minimum over the shards', async () => {
    const rig = twoShards();
    await rig.aggregate([rig.put(click(20), 'a')], 'a');
    await rig.aggregate([rig.put(click(12), 'b')], 'b');
    expect((await rig.finalize()).watermarkMs).toBe(T0 + 12_000);
  });

  it('waits for a shard that has said nothing yet', async () => {
    const rig = twoShards();
    await rig.aggregate([rig.put(click(20), 'a')], 'a');
    expect((await rig.finalize()).watermarkMs).toBeNull();
  });

  it('goes on without a shard that is idle', async () => {
    const rig = twoShards();
    await rig.finalize();
    rig.nowMs += 31_000;
    await rig.aggregate([rig.put(click(20), 'a')], 'a');
    expect((await rig.finalize()).watermarkMs).toBe(T0 + 20_000);
  });

  it('waits for a shard whose records are not committed yet, however long ago its last commit', async () => {
    const rig = twoShards();
    await rig.finalize();
    rig.put(click(1), 'b');
    rig.nowMs += 31_000;
    await rig.aggregate([rig.put(click(20), 'a')], 'a');
    expect((await rig.finalize()).watermarkMs).toBeNull();
  });

  it('does not move when all shards fall idle; the open windows are emitted', async () => {
    const rig = new Rig(clicks());
    await rig.aggregate([rig.put(click(5))]);
    await rig.finalize();
    expect(rig.emitted).toHaveLength(0);
    rig.nowMs += 31_000;
    const report = await rig.finalize();
    expect(report).toMatchObject({ flushed: true, watermarkMs: T0 + 5_000, emitted: 1 });
    await rig.aggregate([rig.put(click(6))]);
    rig.nowMs += 31_000;
    await rig.finalize();
    expect(rig.latest()).toMatchObject([{ revision: 1, values: { n: 2 } }]);
  });

  it('holds at the parents of a child that has no commit yet, and lets parents go once read to their end', async () => {
    const rig = new Rig(clicks(), new MemorySource(['parent']));
    await rig.aggregate([rig.put(click(15), 'parent')], 'parent');
    await rig.finalize();
    rig.source.addShard('child-1', ['parent']);
    rig.source.addShard('child-2', ['parent']);
    rig.source.close('parent');
    await rig.aggregate([rig.put(click(40), 'child-1')], 'child-1');
    expect((await rig.finalize()).watermarkMs).toBe(T0 + 15_000);
    await rig.aggregate([rig.put(click(42), 'child-2')], 'child-2');
    expect((await rig.finalize()).watermarkMs).toBe(T0 + 40_000);
    const epoch = await latestEpoch(rig.state);
    expect(Object.keys(epoch!.shards)).toEqual(['child-1', 'child-2']);
    expect(Object.keys(epoch!.left)).toEqual(['parent']);
  });

  it('holds at the last parent of a child that has no commit yet, also after the other has left without one', async () => {
    const rig = new Rig(clicks(), new MemorySource(['other', 'first']));
    const next = async (seconds: number, shardId: string): Promise<number | null> => {
      await rig.aggregate([rig.put(click(seconds), shardId)], shardId);
      return (await rig.finalize()).watermarkMs;
    };
    await next(40, 'other');
    await next(50, 'first');
    rig.source.addShard('left', ['first']);
    rig.source.addShard('right', ['first']);
    rig.source.close('first');
    await rig.finalize();
    rig.source.addShard('child', ['left', 'right']);
    await rig.finalize();
    rig.source.close('left');
    await next(41, 'other');
    expect(await next(42, 'other')).toBe(T0 + 42_000);
    await next(15, 'right');
    rig.source.close('right');
    expect(await next(60, 'other')).toBe(T0 + 42_000);
    const { shards, left } = (await latestEpoch(rig.state))!;
    expect(shards['child']!.maxEventTimeMs).toBe(T0 + 15_000);
    expect(Object.keys(left)).toEqual(['first', 'left', 'right']);
  });

  it('cuts no epoch when nothing has moved', async () => {
    const rig = new Rig(clicks());
    await rig.aggregate([rig.put(click(5))]);
    const { epoch } = await rig.finalize();
    expect((await rig.finalize()).epoch).toBe(epoch);
  });

  it('closes windows for good by the bound of the shard that is furthest behind, less the allowed lateness', async () => {
    const rig = new Rig(clicks({ late: { allowed: '5 seconds' } }), new MemorySource(['a', 'b']));
    const next = async (seconds: number, shardId: string): Promise<void> => {
      await rig.aggregate([rig.put(click(seconds), shardId)], shardId);
    };
    await next(10, 'a');
    await next(12, 'b');
    await rig.finalize();
    await next(30, 'a');
    await rig.finalize();
    await next(31, 'b');
    await rig.finalize();
    const { shards, closedForGoodMs } = (await latestEpoch(rig.state))!;
    expect([shards['a']!.boundMs, shards['b']!.boundMs]).toEqual([T0 + 10_000, T0 + 12_000]);
    expect(closedForGoodMs).toBe(T0 + 5_000);
  });
});
