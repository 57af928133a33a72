import { readHead } from '../../../engine/commit/chain';
import { click, clicks } from '../../support/clicks';
import { Rig } from '../../support/rig';

const DAY_MS = 86_400_000;

/** A shard whose head is of `daysAgo`, and the gap of the commit that follows. */
async function gapAfterPause(
  rig: Rig & { ticks: boolean },
  daysAgo: number,
): Promise<{ head: string; gap: string | null }> {
  await rig.aggregate([rig.put(click(1))]);
  const head = (await readHead(rig.state, 'shard-0'))!.to;
  for (let i = 0; i < 24; i++) {
    rig.nowMs += (daysAgo * DAY_MS) / 24;
    if (rig.ticks) await rig.finalize({ tick: true });
  }
  await rig.aggregate([rig.put(click(2))]);
  return { head, gap: (await readHead(rig.state, 'shard-0'))!.gapAfter };
}

describe('a gap', () => {
  it('is stated where records may have expired while nothing read them', async () => {
    const { head, gap } = await gapAfterPause(Object.assign(new Rig(clicks()), { ticks: false }), 2);
    expect(gap).toBe(head);
  });

  it('is not stated after a pause that the tick has watched', async () => {
    const { gap } = await gapAfterPause(Object.assign(new Rig(clicks()), { ticks: true }), 2);
    expect(gap).toBeNull();
  });

  it('is not stated while Kinesis still keeps all that follows the head', async () => {
    const { gap } = await gapAfterPause(Object.assign(new Rig(clicks()), { ticks: false }), 0.9);
    expect(gap).toBeNull();
  });
});
