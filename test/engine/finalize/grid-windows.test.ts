import { click, clicks } from '../../support/clicks';
import type { MemoryTable } from '../../support/memory-table';
import { Rig } from '../../support/rig';

const startsOf = (rig: Rig): string[] => rig.emitted.map(({ window }) => window.start.slice(17, 19));

describe('due windows', () => {
  it('are found by a group that begins long before the watermark that has not passed them', async () => {
    const rig = new Rig(clicks());
    await rig.aggregate([rig.put([click(1), click(55)])]);
    await rig.finalize();
    await rig.aggregate([rig.put(click(60))]);
    await rig.finalize();
    expect(startsOf(rig)).toEqual(['00', '50']);
  });

  it('are executed in order of their start, whether new commits touch them or the watermark passes them', async () => {
    const rig = new Rig(clicks());
    await rig.aggregate([rig.put(click(35))]);
    await rig.finalize();
    await rig.aggregate([rig.put([click(45), click(55)])]);
    await rig.finalize();
    expect(startsOf(rig)).toEqual(['30', '40']);
  });
});

describe('windows of sparse data', () => {
  const WINDOWS = 1_000;

  /** How often the tables are called by an epoch of so many windows, so far apart, s. */
  async function callsOf(gapSeconds: number) {
    const rig = new Rig(clicks());
    rig.nowMs += WINDOWS * gapSeconds * 1_000;
    await rig.aggregate([rig.put(Array.from({ length: WINDOWS + 1 }, (_, i) => click(i * gapSeconds)))]);
    const [state, results] = [rig.state as MemoryTable, rig.results as MemoryTable];
    const panes = jest.spyOn(state, 'query');
    const writes = [jest.spyOn(results, 'put'), jest.spyOn(results, 'insertBatch')];
    await rig.finalize({ whenIdle: 'hold' });
    expect(rig.emitted).toHaveLength(WINDOWS);
    return {
      groupsRead: panes.mock.calls.filter(([pk]) => pk.startsWith('P#')).length,
      writes: writes.reduce((sum, write) => sum + write.mock.calls.length, 0),
    };
  }

  it.each([43, 70, 200])('%s s apart are read and written many in a call', async gapSeconds => {
    const { groupsRead, writes } = await callsOf(gapSeconds);
    expect(groupsRead).toBeLessThan((2 * WINDOWS * gapSeconds) / 3_600 + 12);
    expect(writes).toBeLessThan(WINDOWS / 20);
  });
});
