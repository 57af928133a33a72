import type { WindowState } from '../../../engine/commit/window-state';
import { readHead } from '../../../engine/store/chain';
import { GAPS_PK } from '../../../engine/store/keys';
import { click, clicks } from '../../support/clicks';
import { MemorySource } from '../../support/memory-source';
import { Rig } from '../../support/rig';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** A shard of one committed record, and its end. */
async function rigWithHead(): Promise<{ rig: Rig; head: string }> {
  const rig = new Rig(clicks(), new MemorySource(['shard-0']));
  await rig.finalize({ tick: true });
  await rig.aggregate([rig.put(click(1))]);
  return { rig, head: (await readHead(rig.state, 'shard-0'))!.to };
}

const gapOf = async (rig: Rig): Promise<string | null> => (await readHead(rig.state, 'shard-0'))!.gapAfter;
const logged = async (rig: Rig): Promise<string[]> => (await rig.state.query(GAPS_PK)).map(({ sk }) => sk);

/** The first two records expire, a tick reads the shard, the kept state is committed, and a record follows. */
async function gapAfterLoss(rig: Rig, state: WindowState): Promise<string | null> {
  rig.nowMs += 2 * DAY_MS;
  rig.source.expire('shard-0', 2);
  await rig.finalize({ tick: true });
  await rig.aggregate([], 'shard-0', state);
  await rig.aggregate([rig.put(click(3))]);
  return gapOf(rig);
}

describe('a gap is stated where records may have expired while nothing read them', () => {
  it('by the commit of the next record', async () => {
    const { rig, head } = await rigWithHead();
    rig.nowMs += 2 * DAY_MS;
    rig.source.expire('shard-0', 1);
    await rig.aggregate([rig.put(click(2))]);
    expect(await gapOf(rig)).toBe(head);
    expect(await logged(rig)).toEqual([`shard-0#${head}`]);
  });

  it('also where the tick has read the shard in between and found nothing', async () => {
    const { rig, head } = await rigWithHead();
    rig.nowMs += 2 * DAY_MS;
    rig.source.expire('shard-0', 1);
    await rig.finalize({ tick: true });
    expect(await logged(rig)).toEqual([`shard-0#${head}`]);
    await rig.aggregate([rig.put(click(2))]);
    expect(await gapOf(rig)).toBe(head);
  });

  it('also after a window state that has outlived its records', async () => {
    const { rig } = await rigWithHead();
    const kept = rig.put(click(2));
    const state = await rig.fold([kept], undefined);
    rig.nowMs += 2 * DAY_MS;
    rig.source.expire('shard-0', 2);
    await rig.aggregate([rig.put(click(3))], 'shard-0', state);
    expect(await gapOf(rig)).toBe(kept.sequenceNumber);
  });

  it('also where the tick has read the shard before the kept state was committed', async () => {
    const { rig } = await rigWithHead();
    const kept = rig.put(click(2));
    const state = await rig.fold([kept], undefined);
    expect(await gapAfterLoss(rig, state)).toBe(kept.sequenceNumber);
  });

  it('also where a gap before the kept state was found long ago, and the tick has read the shard since', async () => {
    const rig = new Rig(clicks(), new MemorySource(['shard-0']));
    await rig.finalize({ tick: true });
    rig.nowMs += 2 * DAY_MS;
    const kept = rig.put(click(1));
    const state = await rig.fold([kept], undefined);
    expect(await logged(rig)).toEqual([`shard-0#${'0'.repeat(56)}`]);
    rig.put(click(2));
    expect(await gapAfterLoss(rig, state)).toBe(kept.sequenceNumber);
  });

  it('also where a shard that lags behind was folded a moment before', async () => {
    const rig = new Rig(clicks(), new MemorySource(['shard-0']));
    await rig.finalize({ tick: true });
    const first = rig.put(click(1));
    rig.put(click(2), 'shard-0', rig.nowMs + 1);
    rig.nowMs += 23 * HOUR_MS;
    await rig.aggregate([first]);
    await rig.finalize({ tick: true });
    rig.nowMs += 2 * HOUR_MS;
    rig.source.expire('shard-0', 2);
    await rig.aggregate([rig.put(click(3))]);
    expect(await gapOf(rig)).toBe(first.sequenceNumber);
  });

  it('also in a shard that nothing was ever read from', async () => {
    const rig = new Rig(clicks(), new MemorySource(['shard-0']));
    await rig.finalize({ tick: true });
    rig.put(click(1));
    rig.nowMs += 2 * DAY_MS;
    rig.source.expire('shard-0', 1);
    await rig.aggregate([rig.put(click(2))]);
    expect(await gapOf(rig)).toBe('0'.repeat(56));
  });

  it('also where what was read before the first tick was never committed', async () => {
    const rig = new Rig(clicks(), new MemorySource(['shard-0']));
    await rig.fold([rig.put(click(1))], undefined);
    rig.nowMs += 2 * DAY_MS;
    rig.source.expire('shard-0', 1);
    await rig.aggregate([rig.put(click(2))]);
    expect(await gapOf(rig)).toBe('0'.repeat(56));
  });

  it('also in a closed shard that Kinesis no longer knows', async () => {
    const { rig, head } = await rigWithHead();
    await rig.finalize();
    rig.nowMs += 2 * DAY_MS;
    rig.source.remove('shard-0');
    await rig.finalize();
    expect(await logged(rig)).toEqual([`shard-0#${head}`]);
    expect(await gapOf(rig)).toBe(head);
  });

  it('so that no commit follows on a shard that is gone', async () => {
    const { rig } = await rigWithHead();
    await rig.finalize();
    const state = await rig.fold([rig.put(click(2))], undefined);
    rig.nowMs += 2 * DAY_MS;
    rig.source.remove('shard-0');
    await rig.finalize();
    const sealed = await readHead(rig.state, 'shard-0');
    await rig.aggregate([], 'shard-0', state);
    expect(await readHead(rig.state, 'shard-0')).toEqual(sealed);
  });
});

describe('no gap is stated', () => {
  it('after a pause that the tick has watched', async () => {
    const { rig } = await rigWithHead();
    for (let hours = 0; hours < 48; hours += 2) {
      rig.nowMs += 2 * HOUR_MS;
      await rig.finalize({ tick: true });
    }
    rig.source.expire('shard-0', 1);
    await rig.aggregate([rig.put(click(2))]);
    expect(await gapOf(rig)).toBeNull();
  });

  it('while Kinesis keeps all that follows the head for certain', async () => {
    const { rig } = await rigWithHead();
    rig.nowMs += 0.9 * DAY_MS;
    await rig.aggregate([rig.put(click(2))]);
    expect(await gapOf(rig)).toBeNull();
  });

  it('where the stream keeps records for longer, and still has what was read', async () => {
    const { rig } = await rigWithHead();
    rig.nowMs += 2 * DAY_MS;
    await rig.aggregate([rig.put(click(2))]);
    expect(await gapOf(rig)).toBeNull();
  });

  it('before the first record of a new pipeline', async () => {
    const rig = new Rig(clicks(), new MemorySource(['shard-0']));
    await rig.aggregate([rig.put(click(1))]);
    expect(await gapOf(rig)).toBeNull();
  });
});

test('a batch whose records have expired on the way is folded, and the shard goes on', async () => {
  const { rig, head } = await rigWithHead();
  const record = rig.put(click(2));
  rig.nowMs += 2 * DAY_MS;
  rig.source.expire('shard-0', 2);
  await rig.aggregate([record]);
  const commit = (await readHead(rig.state, 'shard-0'))!;
  expect(commit).toMatchObject({ to: record.sequenceNumber, gapAfter: head });
});
