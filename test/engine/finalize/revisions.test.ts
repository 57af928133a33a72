import { click, clicks } from '../../support/clicks';
import { Rig } from '../../support/rig';

describe('results', () => {
  it('keep their revision when a merge finds the same values', async () => {
    const rig = new Rig(clicks({ late: { allowed: '1 hour' } }));
    await rig.aggregate([rig.put([click(5), click(5, 'about'), click(25)])]);
    await rig.finalize();
    await rig.aggregate([rig.put(click(6))]);
    await rig.finalize();
    expect(rig.emitted.map(({ key, revision }) => [key['page'], revision])).toEqual([
      ['about', 0],
      ['home', 0],
      ['home', 1],
    ]);
  });

  it('are reported while open where the query asks for updates, and marked', async () => {
    const rig = new Rig(clicks({}, 'onUpdate'));
    await rig.aggregate([rig.put(click(5))]);
    await rig.finalize();
    await rig.aggregate([rig.put(click(12))]);
    await rig.finalize();
    const home = rig.emitted.filter(result => result.window.start.endsWith(':00.000Z'));
    expect(home).toMatchObject([
      { revision: 0, final: false },
      { revision: 1, final: true },
    ]);
  });

  it('are emitted again with the same content when an executor died before it moved the cursor', async () => {
    const rig = new Rig(clicks());
    await rig.aggregate([rig.put([click(5), click(25)])]);
    const move = rig.state.put.bind(rig.state);
    rig.state.put = (item, condition) =>
      item.pk === 'cursor' && item['epoch'] === 1 ? Promise.reject(new Error('died')) : move(item, condition);
    await expect(rig.finalize()).rejects.toThrow('died');
    rig.state.put = move;
    await rig.finalize();
    expect(rig.emitted).toHaveLength(2);
    expect(rig.emitted[0]).toEqual(rig.emitted[1]);
  });

  it('of many keys are split into buckets and read back whole', async () => {
    const rig = new Rig(clicks({ late: { allowed: '1 hour' } }));
    const pages = Array.from({ length: 2_000 }, (_, i) => `page-${i}`);
    await rig.aggregate([rig.put(pages.map(page => click(5, page)))]);
    await rig.aggregate([rig.put(click(25))]);
    await rig.finalize();
    await rig.aggregate([rig.put([click(6, 'page-7'), click(6, 'page-new')])]);
    await rig.finalize();
    const window = rig.latest().filter(result => result.window.start.endsWith(':00.000Z'));
    expect(window).toHaveLength(2_001);
    expect(window.filter(result => result.revision === 1)).toMatchObject([
      { key: { page: 'page-7' }, values: { n: 2 } },
    ]);
  });
});
