import { readHead } from '../../../engine/store/chain';
import { touchedBytes } from '../../../engine/store/touched-panes';
import { cutChain } from '../../../engine/epoch/cut-chain';
import { latestEpoch, readEpoch } from '../../../engine/store/epoch-log';
import { click, clicks, T0 } from '../../support/clicks';
import { MemorySource } from '../../support/memory-source';
import { Rig } from '../../support/rig';

/** So many that each may have 163 commits in an epoch. */
const SHARDS = 100;
const SHARE = 163;
const BEHIND = 200;

/** Shard a has commits of a click each, a second apart; b has three; the others are idle. */
async function rigBehind(): Promise<Rig> {
  const others = Array.from({ length: SHARDS - 2 }, (_, i) => `other-${i}`);
  const rig = new Rig(clicks({ late: { allowed: '1 hour' } }), new MemorySource(['a', 'b', ...others]));
  await rig.finalize();
  rig.nowMs += 600_000;
  for (let i = 0; i < BEHIND; i++) await rig.aggregate([rig.put(click(i), 'a')], 'a');
  for (let i = 0; i < 3; i++) await rig.aggregate([rig.put(click(i * BEHIND + 1), 'b')], 'b');
  return rig;
}

/** Executes one epoch and no more: the deadline comes when the cursor moves. */
async function finalizeOnce(rig: Rig) {
  const { state } = rig;
  const deadlineMs = rig.nowMs + 1_000;
  rig.state = {
    get: key => state.get(key),
    query: (pk, range) => state.query(pk, range),
    putBatch: items => state.putBatch(items),
    insertBatch: items => state.insertBatch(items),
    deleteBatch: keys => state.deleteBatch(keys),
    put: (item, condition) => {
      if (item.pk === 'cursor') rig.nowMs = deadlineMs;
      return state.put(item, condition);
    },
  };
  const report = await rig.finalize({ deadlineMs });
  rig.state = state;
  return { report, epoch: (await latestEpoch(state))! };
}

describe('an epoch', () => {
  it('applies a bounded number of commits, and stands where the last of them does', async () => {
    const rig = await rigBehind();
    const { report, epoch } = await finalizeOnce(rig);
    expect(epoch.shards['a']).toMatchObject({ ordinal: SHARE, maxEventTimeMs: T0 + (SHARE - 1) * 1_000, idle: false });
    expect(epoch.shards['a']!.applied < (await readHead(rig.state, 'a'))!.to).toBe(true);
    expect(epoch.shards['b']).toMatchObject({ ordinal: 3, applied: (await readHead(rig.state, 'b'))!.to });
    expect(epoch.watermarkMs).toBe(T0 + (SHARE - 1) * 1_000);
    expect(report).toMatchObject({ caughtUp: false, flushed: false });
  });

  it('is followed by another until nothing is left, in the same call', async () => {
    const rig = await rigBehind();
    const first = (await latestEpoch(rig.state))!.number;
    await rig.finalize();
    const last = (await latestEpoch(rig.state))!;
    expect(last.number).toBe(first + 2);
    expect(last.shards['a']!.applied).toBe((await readHead(rig.state, 'a'))!.to);
    expect((await readEpoch(rig.state, first + 1)).watermarkMs).toBe(T0 + (SHARE - 1) * 1_000);
    expect(last.watermarkMs).toBe(T0 + (BEHIND - 1) * 1_000);
  });

  it('neither calls a shard idle nor lets it leave nor flushes while commits of it are left to apply', async () => {
    const rig = await rigBehind();
    rig.source.close('a');
    rig.nowMs += 3_600_000;
    const { epoch } = await finalizeOnce(rig);
    expect(epoch.shards['a']!.idle).toBe(false);
    expect(epoch).toMatchObject({ flush: false, left: {} });
    await rig.finalize();
    expect((await latestEpoch(rig.state))!.left).toHaveProperty('a');
    expect(rig.latest().reduce((sum, { values }) => sum + (values['n'] as number), 0)).toBe(BEHIND + 3);
  });

  it('applies a commit that alone touches more panes than an epoch should, and then no other', async () => {
    const rig = await rigBehind();
    const head = (await readHead(rig.state, 'a'))!;
    const shards = 2_000_000 / (10 * touchedBytes(head.touched));
    expect(await cutChain(rig.state, head, undefined, shards * 100)).toMatchObject({ ordinal: 1 });
    const { to, ordinal } = await cutChain(rig.state, head, undefined, shards);
    expect(ordinal).toBe(10);
    expect(await cutChain(rig.state, head, { applied: to, ordinal }, shards)).toMatchObject({ ordinal: 20 });
  });

  it('goes on after an epoch that was cut before stands had an ordinal', async () => {
    const rig = await rigBehind();
    const head = (await readHead(rig.state, 'a'))!;
    expect(await cutChain(rig.state, head, { applied: head.from }, 1)).toMatchObject({ ordinal: BEHIND });
  });
});
