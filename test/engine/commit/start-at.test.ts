import { audit } from '../../../engine/audit/audit';
import { BEGIN } from '../../../engine/sequence-number';
import { readHead } from '../../../engine/store/chain';
import { GAPS_PK } from '../../../engine/store/keys';
import { click, clicks } from '../../support/clicks';
import { MemorySource } from '../../support/memory-source';
import { Rig } from '../../support/rig';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A stream with a past: two records before the start, and the pipeline begins with the next. */
function rigWithPast(pipeline = clicks()): Rig {
  const rig = new Rig(pipeline, new MemorySource(['shard-0']));
  rig.put(click(1));
  rig.put(click(2));
  rig.nowMs += HOUR_MS;
  rig.source.startAtMs = rig.nowMs;
  return rig;
}

const headOf = (rig: Rig, shardId = 'shard-0') => readHead(rig.state, shardId);
const gaps = async (rig: Rig): Promise<string[]> => (await rig.state.query(GAPS_PK)).map(({ sk }) => sk);
const auditOf = ({ pipeline, source, state, clock }: Rig) => audit({ pipeline, source, state, clock });

describe('records from before the start of the pipeline', () => {
  it('are not folded by an invocation that comes with the first record after it', async () => {
    const rig = rigWithPast();
    const first = rig.put(click(3));
    await rig.aggregate([first]);
    expect(await headOf(rig)).toMatchObject({ from: BEGIN, to: first.sequenceNumber, gapAfter: null });
    expect((await headOf(rig))!.counts.newRecords).toBe(1);
  });

  it('are not folded by the tick in place of an invocation that never comes', async () => {
    const rig = rigWithPast();
    const first = rig.put(click(3));
    rig.nowMs += HOUR_MS;
    await rig.finalize({ tick: true });
    expect(await headOf(rig)).toMatchObject({ from: BEGIN, to: first.sequenceNumber });
    expect((await headOf(rig))!.counts.newRecords).toBe(1);
  });

  it('are not folded before a child of their shard, whose copies dedupe looks for in its parent', async () => {
    const rig = rigWithPast(clicks({ dedupe: { by: 'id', within: '1 minute' } }));
    rig.source.close('shard-0');
    rig.source.addShard('shard-1', ['shard-0']);
    const first = rig.put(click(3), 'shard-1');
    await rig.aggregate([first], 'shard-1');
    expect(await headOf(rig)).toBeUndefined();
    expect(await headOf(rig, 'shard-1')).toMatchObject({ from: BEGIN, to: first.sequenceNumber });
  });

  it('keep no shard from being idle, and no window open', async () => {
    const rig = rigWithPast();
    const { caughtUp } = await rig.finalize({ tick: true, endOfInput: true });
    expect(caughtUp).toBe(true);
  });

  it('are none for the audit', async () => {
    const rig = rigWithPast();
    await rig.aggregate([rig.put(click(3))]);
    const { agrees, shards } = await auditOf(rig);
    expect({ agrees, records: shards[0]!.records }).toEqual({ agrees: true, records: 1 });
  });

  it('that expire are no gap: a pipeline that stood still for days, and is told to go on from now', async () => {
    const rig = new Rig(clicks(), new MemorySource(['shard-0']));
    await rig.finalize({ tick: true });
    rig.put(click(1));
    rig.nowMs += 2 * DAY_MS;
    rig.source.expire('shard-0', 1);
    rig.source.startAtMs = rig.nowMs;
    await rig.aggregate([rig.put(click(3))]);
    expect((await headOf(rig))!.gapAfter).toBeNull();
    expect(await gaps(rig)).toEqual([]);
  });
});

describe('a gap is stated all the same', () => {
  it('where records from after the start may have expired unread', async () => {
    const rig = rigWithPast();
    await rig.finalize({ tick: true });
    rig.put(click(3));
    rig.nowMs += 2 * DAY_MS;
    rig.source.expire('shard-0', 3);
    await rig.aggregate([rig.put(click(4))]);
    expect((await headOf(rig))!.gapAfter).toBe(BEGIN);
    expect(await gaps(rig)).toEqual([`shard-0#${BEGIN}`]);
  });

  it('after a record, whatever the start is', async () => {
    const rig = rigWithPast();
    await rig.finalize({ tick: true });
    await rig.aggregate([rig.put(click(3))]);
    const { to } = (await headOf(rig))!;
    rig.nowMs += 2 * DAY_MS;
    rig.source.expire('shard-0', 3);
    rig.source.startAtMs = rig.nowMs;
    await rig.aggregate([rig.put(click(4))]);
    expect((await headOf(rig))!.gapAfter).toBe(to);
  });
});
