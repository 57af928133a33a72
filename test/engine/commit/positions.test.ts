import { readHead } from '../../../engine/store/chain';
import { readEpoch } from '../../../engine/store/epoch-log';
import { SHARD_END } from '../../../engine/sequence-number';
import { click, clicks } from '../../support/clicks';
import { MemorySource } from '../../support/memory-source';
import { Rig } from '../../support/rig';

const DAY_MS = 86_400_000;

/** A closed shard of one committed record, whose rest may have expired unread, and its child. */
async function rigWithLoss(pipeline = clicks()): Promise<Rig> {
  const rig = new Rig(pipeline, new MemorySource(['parent']));
  await rig.finalize({ tick: true });
  await rig.aggregate([rig.put(click(1), 'parent')], 'parent');
  rig.source.close('parent');
  rig.source.addShard('child', ['parent']);
  rig.nowMs += 2 * DAY_MS;
  rig.source.expire('parent', 1);
  return rig;
}

describe('the stream is asked for no position that it never gave', () => {
  it('by the tick that has closed a chain, and those after it', async () => {
    const rig = await rigWithLoss();
    await rig.finalize({ tick: true });
    expect((await readHead(rig.state, 'parent'))!.to).toBe(SHARD_END);
    await rig.finalize({ tick: true });
  });

  it('by a look at a chain that was closed for an epoch that was never put: the child is found all the same', async () => {
    const rig = await rigWithLoss();
    const put = rig.state.put.bind(rig.state);
    rig.state.put = (item, condition) => (item.pk === 'E' ? Promise.reject(new Error('lost')) : put(item, condition));
    await expect(rig.finalize()).rejects.toThrow('lost');
    rig.state.put = put;
    expect((await readHead(rig.state, 'parent'))!.to).toBe(SHARD_END);
    rig.source.listShards = () => Promise.resolve([]);
    await rig.finalize();
    rig.nowMs += 60_000;
    await rig.aggregate([rig.put(click(2), 'child')], 'child');
    await rig.finalize();
    rig.nowMs += 60_000;
    await rig.finalize();
    expect(rig.emitted.length).toBeGreaterThan(0);
  });

  it('by the first invocation of a child that looks for copies in its parents', async () => {
    const rig = await rigWithLoss(clicks({ dedupe: { by: 'id', within: '1 minute' } }));
    await rig.finalize();
    await rig.aggregate([rig.put({ ...click(2), id: 'a' }, 'child')], 'child');
    expect((await readHead(rig.state, 'child'))!.counts.newRecords).toBe(1);
  });
});

describe('where the record at the head has expired, and reading after it shows nothing', () => {
  async function rigWithExpiredHead(): Promise<Rig> {
    const rig = new Rig(clicks(), new MemorySource(['shard-0']));
    await rig.aggregate([rig.put(click(1))]);
    rig.source.losesExpired = true;
    rig.nowMs += 2 * DAY_MS;
    rig.source.expire('shard-0', 1);
    return rig;
  }

  it('an invocation goes on with the oldest record kept', async () => {
    const rig = await rigWithExpiredHead();
    rig.put(click(2));
    await rig.aggregate([rig.put(click(3))]);
    expect((await readHead(rig.state, 'shard-0'))!.counts.newRecords).toBe(2);
  });

  it('the tick folds what follows', async () => {
    const rig = await rigWithExpiredHead();
    rig.put(click(2));
    rig.nowMs += 3_600_000;
    await rig.finalize({ tick: true });
    expect((await readHead(rig.state, 'shard-0'))!.ordinal).toBe(2);
  });

  it('a silent shard is seen to be idle', async () => {
    const rig = await rigWithExpiredHead();
    await rig.finalize();
    expect(rig.emitted).toHaveLength(1);
  });
});

describe('where the record at the head expires while it is looked at', () => {
  /** The head is the oldest record kept at the first read, and gone at the second. */
  async function rigWithExpiringHead(): Promise<Rig> {
    const rig = new Rig(clicks(), new MemorySource(['shard-0']));
    await rig.finalize({ tick: true });
    await rig.aggregate([rig.put(click(1))]);
    rig.source.losesExpired = true;
    rig.nowMs += 2 * DAY_MS;
    const getRecords = rig.source.getRecords.bind(rig.source);
    rig.source.getRecords = async (iterator, limit) => {
      rig.source.getRecords = getRecords;
      const page = await getRecords(iterator, limit);
      rig.source.expire('shard-0', 1);
      return page;
    };
    return rig;
  }

  it('an invocation folds what follows after a gap', async () => {
    const rig = await rigWithExpiringHead();
    rig.put(click(2));
    const head = await readHead(rig.state, 'shard-0');
    await rig.aggregate([rig.put(click(3))]);
    expect(await readHead(rig.state, 'shard-0')).toMatchObject({ gapAfter: head!.to, counts: { newRecords: 2 } });
  });

  it('a silent shard is seen to be idle at once', async () => {
    const rig = await rigWithExpiringHead();
    const { epoch } = await rig.finalize();
    expect(rig.emitted).toHaveLength(1);
    expect(await readEpoch(rig.state, epoch)).toMatchObject({ number: 2, flush: true });
  });
});

test('an iterator that has grown too old is asked for again', async () => {
  const rig = new Rig(clicks(), new MemorySource(['shard-0']));
  rig.put(click(1));
  rig.source.expiredIterators = 1;
  await rig.aggregate([rig.put(click(2))]);
  expect((await readHead(rig.state, 'shard-0'))!.counts.newRecords).toBe(2);
});
