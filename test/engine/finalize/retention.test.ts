import { CURSOR_KEY, indexPk } from '../../../engine/store/keys';
import { type Epoch, latestEpoch, putEpoch } from '../../../engine/store/epoch-log';
import { applyRetention } from '../../../engine/finalize/retention';
import { ShardFailures } from '../../../engine/finalize/shard-failures';
import { BEGIN } from '../../../engine/sequence-number';
import { click, clicks } from '../../support/clicks';
import { Rig } from '../../support/rig';

const HOUR_MS = 3_600_000;

/** A pane that everything has closed for good, as epochs cut an hour ago know, and how many pane groups the tick leaves. */
async function groupsLeft(closedForGoodMs: readonly (number | null)[], changes: Partial<Epoch> = {}): Promise<number> {
  const rig = new Rig(clicks());
  await rig.aggregate([rig.put(click(1))]);
  await rig.finalize();
  const first = (await latestEpoch(rig.state))!;
  for (const [i, closed] of closedForGoodMs.entries()) {
    const epoch: Epoch = { ...first, number: first.number + 1 + i, closedForGoodMs: closed, ...changes };
    await putEpoch(rig.state, epoch);
  }
  const executed = first.number + closedForGoodMs.length + 1;
  await rig.state.put({ ...CURSOR_KEY, epoch: executed, done: '' }, { kind: 'equals', attributes: {} });
  rig.nowMs += HOUR_MS;
  const { pipeline, source, state, clock } = rig;
  const request = { tick: true, whenIdle: 'flush', endOfInput: false, deadlineMs: rig.nowMs + 60_000 } as const;
  const outputs = { aggregates: undefined as never, lake: undefined as never };
  await applyRetention(
    { pipeline, source, state, results: rig.results, ...outputs, clock },
    request,
    new ShardFailures(),
  );
  return (await state.query(indexPk(pipeline.queries[0]!.id))).length;
}

const LATER_MS = Date.UTC(2100, 0, 1);

describe('retention', () => {
  it('deletes a pane that the epoch before one cut long ago had closed for good', async () => {
    expect(await groupsLeft([LATER_MS, LATER_MS])).toBe(0);
  });

  it('keeps partials of a commit that it has not executed, though their pane had closed before', async () => {
    const shards = { 'shard-0': { applied: BEGIN, maxEventTimeMs: null } } as unknown as Epoch['shards'];
    expect(await groupsLeft([LATER_MS, LATER_MS], { shards })).toBe(1);
  });

  it('keeps those of a shard that it does not know yet, and deletes those of one that had left', async () => {
    expect(await groupsLeft([LATER_MS, LATER_MS], { shards: {} })).toBe(1);
    expect(await groupsLeft([LATER_MS, LATER_MS], { shards: {}, left: { 'shard-0': null } })).toBe(0);
  });

  it('keeps what only the newest epoch cut long ago has closed: it may have been executed just now', async () => {
    expect(await groupsLeft([null, LATER_MS])).toBe(1);
  });
});
