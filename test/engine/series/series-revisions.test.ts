import type { SeriesQuery } from '../../../engine/definition/pipeline';
import { SeriesBlocks } from '../../../engine/finalize/series-blocks';
import { avg, definePipeline, epochMillis, lag, number, rsi, tumbling } from '../../../engine/index';
import type { Table } from '../../../engine/ports';
import type { ResultRecord } from '../../../engine/results/result-row';
import { ResultTable } from '../../../engine/results/result-table';
import { T0 } from '../../support/clicks';
import { methodsOf } from '../../support/failing-table';
import { Rig } from '../../support/rig';

const quote = (second: number, price: number) => ({ at: T0 + second * 1000, price });
const ofQuery = (records: readonly ResultRecord[], query: string) => records.filter(record => record.query === query);

describe('a query over the windows of another', () => {
  it('goes on from what a revision has changed, though the value of that window is the same', async () => {
    const rig = new Rig(
      definePipeline({
        name: 'quotes',
        event: { at: epochMillis(), price: number() },
        eventTime: 'at',
        queries: {
          prices: { window: tumbling('1 second'), select: { price: avg('price') } },
          strength: { over: 'prices', select: { rsi: rsi('price', 2) } },
        },
      }),
    );
    const strength = () => ofQuery(rig.latest(), 'strength').map(({ revision, values }) => [revision, values['rsi']]);
    await rig.aggregate([rig.put([10, 8, 6, 4].map((price, second) => quote(second, price)))]);
    await rig.finalize({ endOfInput: true });
    expect(strength()).toEqual([
      [0, 0],
      [0, 0],
    ]);
    await rig.aggregate([rig.put(quote(2, 4))]);
    await rig.finalize({ endOfInput: true });
    await rig.aggregate([rig.put(quote(4, 6))]);
    await rig.finalize({ endOfInput: true });
    // Losses of 2, 3 and 1, then a gain of 2.
    expect(strength()).toEqual([
      [0, 0],
      [0, 0],
      [0, 100 * (1 / (1 + 0.875))],
    ]);
  });

  it('a window that having leaves out now is none for functions along the windows, and comes back with its values', async () => {
    const judged = definePipeline({
      name: 'quotes',
      event: { at: epochMillis(), price: number() },
      eventTime: 'at',
      queries: {
        prices: { window: tumbling('1 second'), select: { price: avg('price') }, having: 'price < 100' },
        before: { over: 'prices', select: { last: lag('price', 1) } },
      },
    });
    const rig = new Rig(judged);
    const standing = () =>
      rig
        .latest()
        .filter(({ query, retracted }) => query === 'before' && !retracted)
        .map(({ window, values, revision }) => [(Date.parse(window.start) - T0) / 1000, values['last'], revision]);
    await rig.aggregate([rig.put([quote(0, 10), quote(1, 20), quote(2, 30)])]);
    await rig.finalize({ endOfInput: true });
    expect(standing()).toEqual([
      [1, 10, 0],
      [2, 20, 0],
    ]);
    await rig.aggregate([rig.put(quote(1, 1_000))]);
    await rig.finalize({ endOfInput: true });
    expect(standing()).toEqual([[2, 10, 1]]);
    await rig.aggregate([rig.put(quote(1, -1_000))]);
    await rig.finalize({ endOfInput: true });
    expect(standing()).toEqual([
      [1, 10, 2],
      [2, 20 / 3, 2],
    ]);
  });

  it('reads nothing of the blocks that are done but what it looks back on', async () => {
    const pipeline = definePipeline({
      name: 'quotes',
      event: { at: epochMillis(), price: number() },
      eventTime: 'at',
      queries: {
        prices: { window: tumbling('1 second'), select: { price: avg('price') } },
        before: { over: 'prices', select: { last: lag('price', 1) } },
      },
    });
    const rig = new Rig(pipeline);
    rig.nowMs += 3_600_000;
    const starts = Array.from({ length: 20 }, (_, i) => T0 + i * 100_000);
    const events = starts.flatMap((at, i) => [quote((at - T0) / 1000, i), quote((at - T0) / 1000 + 1, i + 1)]);
    await rig.aggregate([rig.put(events)]);
    await rig.finalize({ endOfInput: true });
    const [prices, before] = pipeline.queries;
    const updatesAfter = async (afterMs: number) => {
      let reads = 0;
      const results = {
        ...methodsOf(rig.results),
        query: (...args: Parameters<Table['query']>) => (reads++, rig.results.query(...args)),
      };
      const blocks = new SeriesBlocks(new ResultTable(results), before as SeriesQuery, prices!, 1);
      const updates: number[] = [];
      const due = starts.flatMap(at => [at, at + 1_000]);
      for await (const { updates: found } of blocks.updates(due, afterMs))
        updates.push(...found.map(({ blockStartMs }) => blockStartMs));
      return { reads, updates };
    };
    const all = await updatesAfter(-Infinity);
    const rest = await updatesAfter(starts[15]!);
    expect(rest.updates).toEqual(all.updates.filter(at => at > starts[15]!));
    expect(rest.updates).toContain(starts[15]! + 1_000);
    expect(rest.reads).toBeLessThan(all.reads / 3);
  });
});
