import { click, clicks } from '../../support/clicks';
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
