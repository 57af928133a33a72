import { Rig } from '../../support/rig';
import { spans, visit, visits } from './visits';

const settings = { gapMs: 10_000, maxDurationMs: 60_000, outOfOrdernessMs: 0 };

/** A long chain of one key, and every minute a session of another that begins in some of its panes. */
async function inOneEpoch(minutes: number, lifeMs: number): Promise<{ rig: Rig; groupsRead: number; ticks: number }> {
  const rig = new Rig(visits(settings));
  const { state } = rig;
  const chain = Array.from({ length: minutes * 8 }, (_, i) => visit((i * 7.5) / 60, 'chain'));
  const others = Array.from({ length: minutes }, (_, i) => visit(i + (i % 7) / 7, `k${i % 5}`));
  const records = [...chain, ...others].map(event => rig.put(event));
  await rig.aggregate(records);
  let groupsRead = 0;
  const query = state.query.bind(state);
  state.query = (pk, range) => {
    if (pk.startsWith('P#')) {
      rig.nowMs += 1_000;
      groupsRead++;
    }
    return query(pk, range);
  };
  for (let ticks = 1; ticks < 1_000; ticks++) {
    const deadlineMs = rig.nowMs + lifeMs;
    const { caughtUp } = await rig.finalize({ tick: true, endOfInput: true, deadlineMs });
    if (caughtUp) return { rig, groupsRead, ticks };
  }
  throw new Error('it never ended');
}

test('an epoch of many sessions is the same whether it is executed at once or cut off after every step', async () => {
  const whole = await inOneEpoch(400, 1e9);
  const cut = await inOneEpoch(400, 1_000);
  expect(cut.ticks).toBeGreaterThan(3);
  expect(cut.rig.latest()).toEqual(whole.rig.latest());
  expect(spans(whole.rig).length).toBeGreaterThan(400);
});

test('an epoch of many sessions that is cut off after every step reads as many more pane groups in all as it is longer', async () => {
  const [short, long] = [await inOneEpoch(300, 1_000), await inOneEpoch(1_200, 1_000)];
  expect(long.groupsRead / short.groupsRead).toBeLessThan(5);
});
