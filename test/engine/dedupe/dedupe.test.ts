import { SHARD_END } from '../../../engine/sequence-number';
import { readHead } from '../../../engine/store/chain';
import type { Counts } from '../../../engine/store/counts';
import { seenPk } from '../../../engine/store/keys';
import { click, clicks } from '../../support/clicks';
import { MemorySource } from '../../support/memory-source';
import type { MemoryTable } from '../../support/memory-table';
import { methodsOf } from '../../support/failing-table';
import { Rig } from '../../support/rig';

const DAY_MS = 86_400_000;
const pipeline = clicks({ dedupe: { by: 'id', within: '1 minute' } });
const withId = (id: string, seconds = 1) => ({ ...click(seconds), id });

async function totals(rig: Rig, shardId = 'shard-0'): Promise<Counts> {
  return (await readHead(rig.state, shardId))!.totals;
}

/** The same table to another container: what was kept in memory is gone. */
function forget(rig: Rig): void {
  rig.state = methodsOf(rig.state);
}

describe('a pipeline with dedupe', () => {
  it("counts the first of an event's copies, within a record, an invocation and a window", async () => {
    const rig = new Rig(pipeline);
    const state = await rig.fold([rig.put([withId('a'), withId('a'), withId('b')]), rig.put(withId('a'))], undefined);
    await rig.aggregate([rig.put(withId('b'))], 'shard-0', state);
    expect(await totals(rig)).toMatchObject({ decoded: 5, duplicates: 3, accepted: { by_page: 2 } });
  });

  it('knows an event of an earlier commit, in the same container and in another', async () => {
    const rig = new Rig(pipeline);
    await rig.aggregate([rig.put(withId('a'))]);
    await rig.aggregate([rig.put(withId('a')), rig.put(withId('b'))]);
    forget(rig);
    await rig.aggregate([rig.put(withId('a')), rig.put(withId('b')), rig.put(withId('c'))]);
    expect(await totals(rig)).toMatchObject({ decoded: 6, duplicates: 3, accepted: { by_page: 3 } });
  });

  it('counts a copy that arrives later than `within` after the first', async () => {
    const rig = new Rig(pipeline);
    await rig.aggregate([rig.put(withId('a'))]);
    rig.nowMs += 60_000;
    await rig.aggregate([rig.put(withId('a'))]);
    rig.nowMs += 1;
    await rig.aggregate([rig.put(withId('a'))]);
    expect(await totals(rig)).toMatchObject({ duplicates: 1, accepted: { by_page: 2 } });
  });

  it('never takes events without the value for copies', async () => {
    const rig = new Rig(pipeline);
    await rig.aggregate([rig.put([click(1), click(1)])]);
    expect(await totals(rig)).toMatchObject({ duplicates: 0, accepted: { by_page: 2 } });
  });

  it('does not remember what it quarantined: the mended event counts', async () => {
    const rig = new Rig(pipeline);
    await rig.aggregate([rig.put({ id: 'a', page: 7, at: click(1).at }), rig.put(withId('a'))]);
    expect(await totals(rig)).toMatchObject({ quarantined: 1, duplicates: 0, accepted: { by_page: 1 } });
  });

  it.each([true, false])('knows the events of a parent shard, committed or not (%s)', async isCommitted => {
    const rig = new Rig(pipeline, new MemorySource(['parent']));
    const record = rig.put(withId('a'), 'parent');
    if (isCommitted) await rig.aggregate([record], 'parent');
    rig.source.close('parent');
    rig.source.addShard('child', ['parent']);
    forget(rig);
    await rig.aggregate([rig.put([withId('a'), withId('b')], 'child')], 'child');
    await rig.aggregate([record], 'parent');
    expect(await totals(rig, 'child')).toMatchObject({ duplicates: 1, accepted: { by_page: 1 } });
    expect(await totals(rig, 'parent')).toMatchObject({ newRecords: 1, accepted: { by_page: 1 } });
  });

  it('refuses to read a shard that no listing shows yet, since its parents are not known', async () => {
    const rig = new Rig(pipeline, new MemorySource(['parent']));
    await rig.aggregate([rig.put(withId('a'), 'parent')], 'parent');
    rig.source.close('parent');
    rig.source.addShard('child', ['parent']);
    const copy = rig.put(withId('a'), 'child');
    const listing = jest.spyOn(rig.source, 'listShards').mockResolvedValue([]);
    await expect(rig.aggregate([copy], 'child')).rejects.toThrow('child');
    listing.mockRestore();
    await rig.aggregate([copy], 'child');
    expect(await totals(rig, 'child')).toMatchObject({ duplicates: 1 });
  });

  it('knows the events of its grandparent where the shard between, all of which may have expired, is committed as a gap', async () => {
    const rig = new Rig(pipeline, new MemorySource(['grandparent']));
    await rig.finalize({ tick: true });
    rig.nowMs += 2 * DAY_MS;
    const record = rig.put(withId('a'), 'grandparent');
    rig.source.close('grandparent');
    rig.source.addShard('parent', ['grandparent']);
    rig.source.close('parent');
    rig.source.addShard('child', ['parent']);
    await rig.finalize();
    expect((await readHead(rig.state, 'parent'))!.to).toBe(SHARD_END);
    expect(await readHead(rig.state, 'grandparent')).toBeUndefined();
    await rig.aggregate([rig.put([withId('a'), withId('b')], 'child')], 'child');
    await rig.aggregate([record], 'grandparent');
    expect(await totals(rig, 'child')).toMatchObject({ duplicates: 1, accepted: { by_page: 1 } });
    expect(await totals(rig, 'grandparent')).toMatchObject({ newRecords: 1, accepted: { by_page: 1 } });
  });

  it('takes the later of two parents for when a value was seen', async () => {
    const rig = new Rig(pipeline, new MemorySource(['early', 'late']));
    rig.put(withId('a'), 'early');
    rig.nowMs += 50_000;
    rig.put(withId('a'), 'late');
    rig.source.close('early');
    rig.source.close('late');
    rig.source.addShard('child', ['late', 'early']);
    rig.nowMs += 50_000;
    await rig.aggregate([rig.put(withId('a'), 'child')], 'child');
    expect(await totals(rig, 'child')).toMatchObject({ duplicates: 1 });
  });

  it('forgets ids on the tick once nothing can be a copy of them', async () => {
    const rig = new Rig(pipeline);
    await rig.aggregate([rig.put(withId('a'))]);
    rig.nowMs += 3_600_000;
    await rig.aggregate([rig.put(withId('b'))]);
    await rig.finalize();
    rig.nowMs += 3_600_000;
    await rig.finalize({ tick: true });
    await rig.finalize({ tick: true });
    expect(await (rig.state as MemoryTable).query(seenPk('shard-0'))).toHaveLength(1);
  });

  it('knows the ids of before where a definition names a longer time than the one it replaces', async () => {
    const rig = new Rig(clicks({ dedupe: { by: 'id', within: '1 second' } }));
    await rig.aggregate([rig.put(withId('a'))]);
    rig.nowMs += 30_000;
    await rig.aggregate([rig.put(withId('b'))]);
    await rig.finalize({ tick: true });
    const next = new Rig(pipeline, rig.source);
    next.nowMs = rig.nowMs;
    next.state = rig.state;
    forget(next);
    await next.aggregate([next.put(withId('a'))]);
    expect(await totals(next)).toMatchObject({ duplicates: 1 });
  });

  it('is refused with a field that does not exist or a time out of range', () => {
    expect(() => clicks({ dedupe: { by: 'nr' as 'id', within: '1 day' } })).toThrow(
      /dedupe\.by: no field "nr"[^]*dedupe\.within: expected 1 second to 15 minutes/,
    );
  });
});
