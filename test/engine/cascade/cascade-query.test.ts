import fc from 'fast-check';
import type { CascadeQuery } from '../../../engine/definition/pipeline';
import { CascadeWindows } from '../../../engine/finalize/cascade-windows';
import { count, definePipeline, epochMillis, string, tumbling } from '../../../engine/index';
import type { ResultRecord } from '../../../engine/results/result-row';
import { latestEpoch } from '../../../engine/store/epoch-log';
import { click, T0 } from '../../support/clicks';
import { failing, methodsOf } from '../../support/failing-table';
import { Rig } from '../../support/rig';
import { checkAll, endMs, event, fed, pipeline, rigged, standing, view } from './support';

describe('windows over windows', () => {
  it('count sessions where they end', async () => {
    const rig = rigged();
    await fed(rig, [view('a', 1), view('a', 5, '/docs', 20), view('b', 4), view('c', 21, '/docs'), view('z', 200)]);
    const values = standing(rig, 'bounces').map(({ key, values }) => [key['entry'], values]);
    expect(values.slice(0, 2)).toEqual([
      ['/', { visits: 2, bounce_rate: 0.5, seconds: 4, spent: 20, last: new Date(T0 + 15_000).toISOString() }],
      ['/docs', { visits: 1, bounce_rate: 1, seconds: 0, spent: 0, last: new Date(T0 + 31_000).toISOString() }],
    ]);
  });

  it('lose a session that late events make end later, and one that they join to another', async () => {
    const rig = rigged();
    await fed(rig, [view('a', 1), view('a', 21), view('z', 200)]);
    const first = standing(rig, 'bounces').filter(({ window }) => endMs({ window } as ResultRecord) <= T0 + 60_000);
    expect(first.map(({ values }) => values['visits'])).toEqual([1, 1]);
    await fed(rig, [view('a', 11)]);
    const taken = rig.latest().filter(({ query, retracted }) => query === 'bounces' && retracted);
    expect(taken.map(({ window, revision }) => [window.start, revision])).toEqual([[new Date(T0).toISOString(), 1]]);
    checkAll(rig);
  });

  it('count the results that were there before a deploy brought the query', async () => {
    const before = rigged();
    Object.assign(before, { pipeline: { ...pipeline, queries: pipeline.queries.slice(0, 1) } });
    await fed(before, [view('a', 55), view('a', 63), view('z', 200)]);
    const rig = Object.assign(new Rig(pipeline, before.source), {
      nowMs: before.nowMs,
      state: before.state,
      results: before.results,
    });
    await fed(rig, [view('b', 70)]);
    expect(standing(rig, 'bounces').map(({ window, values }) => [window.start, values['visits']])).toEqual([
      [new Date(T0 + 60_000).toISOString(), 2],
    ]);
  });

  it('emit what they take back, though the answer to its write was lost', async () => {
    const rig = rigged();
    await fed(rig, [view('a', 1), view('a', 21), view('z', 200)]);
    const { results } = rig;
    let isLost = false;
    rig.results = {
      ...methodsOf(results),
      put: async (item, condition) => {
        const answer = await results.put(item, condition);
        if (isLost || item.pk !== 'bounces' || !String(item['rows']).includes('[null,')) return answer;
        isLost = true;
        throw new Error('the answer was lost');
      },
    };
    await expect(fed(rig, [view('a', 11)])).rejects.toThrow('the answer was lost');
    await rig.finalize();
    expect(isLost).toBe(true);
    checkAll(rig);
  });

  it('are not computed by an executor of an epoch before stops at results that a later one has written', async () => {
    const clicks = definePipeline({
      name: 'clicks',
      event: { page: string(), at: epochMillis() },
      eventTime: 'at',
      queries: {
        often: { window: tumbling('1 second'), select: { n: count() } },
        rarely: { over: 'often', window: tumbling('1 minute'), select: { n: 'sum(n)' } },
      },
    });
    const rig = new Rig(clicks);
    await rig.aggregate([rig.put(click(1))]);
    await rig.finalize({ endOfInput: true });
    await rig.aggregate([rig.put(click(1))]);
    await rig.finalize({ endOfInput: true });
    const [base, query] = clicks.queries;
    const epoch = (await latestEpoch(rig.state))!;
    const windowsAt = (number: number) => new CascadeWindows(rig, query as CascadeQuery, base!, { ...epoch, number });
    expect((await windowsAt(epoch.number).at(T0)).computed.map(({ values }) => values)).toEqual([[2]]);
    await expect(windowsAt(epoch.number - 1).at(T0)).rejects.toThrow(expect.objectContaining({ name: 'Superseded' }));
  });

  it('equal a computation over the results below them, whatever the order, the epochs and the failures', async () => {
    const views = fc.record({
      visitor: fc.constantFrom('a', 'b', 'c'),
      second: fc.integer({ min: 0, max: 400 }),
      path: fc.constantFrom('/', '/docs', '/blog'),
      cents: fc.integer({ min: 0, max: 900 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(views, { minLength: 1, maxLength: 10 }), { minLength: 1, maxLength: 8 }),
        fc.integer(),
        async (batches, seed) => {
          const rig = rigged();
          const { state, results } = rig;
          rig.results = failing(results, 0.15, seed);
          for (const batch of batches) {
            await rig.aggregate([rig.put(batch.map(event))]);
            rig.state = failing(state, 0.1, seed + 1);
            await rig.finalize({ endOfInput: seed % 2 === 0, tick: seed % 3 === 0 }).catch(() => undefined);
            rig.state = state;
          }
          rig.results = results;
          await rig.finalize({ endOfInput: true });
          checkAll(rig);
        },
      ),
      { numRuns: 120 },
    );
  });
});
