import { readHead } from '../../../engine/store/chain';
import { click, clicks } from '../../support/clicks';
import { Rig } from '../../support/rig';

describe('late events', () => {
  /*
   *   0        10        20        30
   *   |- window -|- window -|
   *        x                |  watermark 25, pinned by the second commit
   *        ^ late: its window ended at 10
   */
  it('are those whose last window ended at or before the bound pinned by the commit before', async () => {
    const rig = new Rig(clicks());
    await rig.aggregate([rig.put(click(25))]);
    await rig.finalize();
    await rig.aggregate([rig.put(click(26))]);
    await rig.aggregate([rig.put([click(5), click(9.999), click(20)])]);
    expect(await readHead(rig.state, 'shard-0')).toMatchObject({
      counts: { decoded: 3, late: { by_page: 2 }, accepted: { by_page: 1 } },
    });
  });

  it('are those of a window that ended at the bound less the allowed lateness to the millisecond, and none after', async () => {
    const rig = new Rig(clicks({ late: { allowed: '5 seconds' } }));
    await rig.aggregate([rig.put(click(25))]);
    await rig.finalize();
    await rig.aggregate([rig.put(click(26))]);
    // The bound is 25, less 5: the window that ends at 20 is late, the one that ends at 30 is not.
    await rig.aggregate([rig.put([click(19.999), click(20)])]);
    expect(await readHead(rig.state, 'shard-0')).toMatchObject({
      counts: { late: { by_page: 1 }, accepted: { by_page: 1 } },
    });
  });

  it('are none of a window that ended a millisecond after the bound', async () => {
    const rig = new Rig(clicks());
    await rig.aggregate([rig.put(click(9.999))]);
    await rig.finalize();
    await rig.aggregate([rig.put(click(9.999))]);
    await rig.aggregate([rig.put(click(1))]);
    expect(await readHead(rig.state, 'shard-0')).toMatchObject({ counts: { late: {}, accepted: { by_page: 1 } } });
  });

  it('revise a closed window within the allowed lateness', async () => {
    const rig = new Rig(clicks({ late: { allowed: '20 seconds' } }));
    await rig.aggregate([rig.put([click(5), click(25)])]);
    await rig.finalize();
    await rig.aggregate([rig.put(click(6))]);
    await rig.finalize();
    expect(rig.emitted).toMatchObject([
      { revision: 0, final: true, values: { n: 1 } },
      { revision: 1, final: true, values: { n: 2 } },
    ]);
  });

  it('are delivered to the late output with their shard, sequence number and queries', async () => {
    const rig = new Rig(clicks());
    await rig.aggregate([rig.put(click(25))]);
    await rig.finalize();
    await rig.aggregate([rig.put(click(26))]);
    const record = rig.put(click(5));
    await rig.aggregate([record]);
    await rig.finalize();
    const [[name, lines]] = [...rig.objects] as [[string, string]];
    expect(name).toMatch(/^late\/pipeline=clicks\/date=2026-01-01\/epoch-\d{12}\.ndjson$/);
    expect(JSON.parse(lines)).toMatchObject({
      reason: 'late',
      shardId: 'shard-0',
      index: 0,
      queries: ['by_page'],
      event: JSON.stringify(click(5)),
    });
  });
});
