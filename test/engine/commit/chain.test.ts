import { readHead } from '../../../engine/store/chain';
import { click, clicks } from '../../support/clicks';
import { Rig } from '../../support/rig';

const head = (rig: Rig) => readHead(rig.state, 'shard-0');

describe('the chain of commits of a shard', () => {
  it('starts at the beginning and goes on where the last commit ended', async () => {
    const rig = new Rig(clicks());
    const [a, b] = [rig.put(click(1)), rig.put(click(2))];
    await rig.aggregate([a]);
    await rig.aggregate([b]);
    expect(await head(rig)).toMatchObject({
      from: a.sequenceNumber,
      to: b.sequenceNumber,
      ordinal: 2,
      totals: { newRecords: 2 },
    });
  });

  it('never commits an empty range, which would take the slot for ever', async () => {
    const rig = new Rig(clicks());
    await rig.aggregate([]);
    expect(await head(rig)).toBeUndefined();
  });

  it('folds a redelivered record once', async () => {
    const rig = new Rig(clicks());
    const [a, b] = [rig.put(click(1)), rig.put(click(2))];
    const state = await rig.fold([a], undefined);
    await rig.aggregate([a, b], 'shard-0', state);
    await rig.finalize({ endOfInput: true });
    expect(rig.latest()).toMatchObject([{ values: { n: 2 } }]);
    expect(await head(rig)).toMatchObject({ counts: { newRecords: 2, redelivered: 1 } });
  });

  it('folds what the platform passed over, read from Kinesis itself', async () => {
    const rig = new Rig(clicks());
    const records = [1, 2, 3, 4].map(second => rig.put(click(second)));
    await rig.aggregate(records.slice(0, 1));
    await rig.aggregate(records.slice(3));
    await rig.finalize({ endOfInput: true });
    expect(rig.latest()).toMatchObject([{ values: { n: 4 } }]);
  });

  it('lets the commit in a taken slot stand and folds again only what follows it', async () => {
    const rig = new Rig(clicks());
    const [a, b, c] = [rig.put(click(1)), rig.put(click(2)), rig.put(click(3))];
    const slow = await rig.fold([a, b], undefined);
    await rig.aggregate([a]);
    await rig.aggregate([c], 'shard-0', slow);
    await rig.finalize({ endOfInput: true });
    expect(rig.latest()).toMatchObject([{ values: { n: 3 } }]);
    expect(await head(rig)).toMatchObject({ to: c.sequenceNumber, ordinal: 2, totals: { newRecords: 3 } });
  });

  it('adopts a head that reaches further and writes nothing', async () => {
    const rig = new Rig(clicks());
    const [a, b] = [rig.put(click(1)), rig.put(click(2))];
    const slow = await rig.fold([a], undefined);
    await rig.aggregate([a, b]);
    const before = await head(rig);
    await rig.aggregate([], 'shard-0', slow);
    expect(await head(rig)).toEqual(before);
  });

  it('commits a state of another definition as it is, before folding goes on', async () => {
    const rig = new Rig(clicks());
    const [a, b] = [rig.put(click(1)), rig.put(click(2))];
    const state = await rig.fold([a], undefined);
    const next = Object.assign(Object.create(rig) as Rig, { pipeline: clicks({ late: { allowed: '1 minute' } }) });
    await next.aggregate([b], 'shard-0', state);
    await next.finalize({ endOfInput: true });
    expect(rig.latest()).toMatchObject([{ values: { n: 2 } }]);
    expect(await head(rig)).toMatchObject({ ordinal: 2, generation: next.pipeline.generation });
  });
});
