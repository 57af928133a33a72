import { definePipeline, count, epochMillis, string, tumbling } from 'tidemark';
import { readHead } from '../../../engine/store/chain';
import type { WindowState } from '../../../engine/commit/window-state';
import type { StreamRecord } from '../../../engine/ports';
import { click, clicks } from '../../support/clicks';
import { Rig } from '../../support/rig';

describe('a window state that cannot be read is dropped, and its records are read again', () => {
  it.each<[string, (state: WindowState) => WindowState]>([
    ['of a later format', state => ({ ...state, format: 99 })],
    ['of an earlier format', state => ({ ...state, format: 1 })],
    ['of another shard', state => ({ ...state, shardId: 'shard-1' })],
    ['without its rows', ({ rows: _, ...state }) => state],
    ['without its counts', ({ counts: _, ...state }) => state],
    ['whose rows are cut off', state => ({ ...state, rows: cut(state['rows'] as readonly { rows: string }[]) })],
    ['whose rows are of no query', state => ({ ...state, rows: [{ queryId: 'x' }] })],
    ['that ends before it begins', state => ({ ...state, to: '' })],
    ['of nothing but a format', ({ format }) => ({ format })],
  ])('%s', async (_, damage) => {
    const rig = new Rig(clicks());
    const records = [1, 2, 3].map(second => rig.put(click(second)));
    const state = await rig.fold(records.slice(0, 2), undefined);
    await rig.aggregate(records.slice(2), 'shard-0', damage(state));
    await rig.finalize({ endOfInput: true });
    expect(rig.latest()).toMatchObject([{ values: { n: 3 } }]);
    expect(await readHead(rig.state, 'shard-0')).toMatchObject({ totals: { decoded: 3, accepted: { by_page: 3 } } });
  });
});

function cut(rows: readonly { rows: string }[]): unknown {
  return rows.map(query => ({ ...query, rows: query.rows.slice(0, query.rows.length >> 1) }));
}

/** The ids of a state are committed although the definition that commits it has no `dedupe`. */
test('a state of a definition with dedupe keeps its ids when one without commits it', async () => {
  const dedupe = { by: 'id', within: '1 minute' } as const;
  const rig = new Rig(clicks({ dedupe }));
  const withId = (second: number): StreamRecord => rig.put({ ...click(second), id: 'a' });
  const state = await rig.fold([withId(1)], undefined);
  const without = Object.assign(Object.create(rig) as Rig, { pipeline: clicks() });
  await without.aggregate([rig.put(click(2))], 'shard-0', state);
  await rig.aggregate([withId(3)]);
  expect(await readHead(rig.state, 'shard-0')).toMatchObject({ totals: { decoded: 3, duplicates: 1 } });
});

describe('what is read again', () => {
  /** 60 records of 1 MB. */
  function hour(): Rig {
    const rig = new Rig(
      definePipeline({
        name: 'wide',
        event: { k: string(), at: epochMillis() },
        eventTime: 'at',
        queries: { q: { groupBy: ['k'], window: tumbling('1 hour'), select: { n: count() } } },
      }),
    );
    const padding = 'x'.repeat(1_000_000);
    for (let i = 0; i < 60; i++) rig.put({ k: `${i % 10}`, at: rig.nowMs, padding });
    return rig;
  }

  it('is committed in pieces, so that an invocation that is ended leaves less to the next', async () => {
    const rig = hour();
    const { source } = rig;
    const getRecords = source.getRecords.bind(source);
    let left = 4;
    source.getRecords = (iterator, limit) =>
      left-- > 0 ? getRecords(iterator, Math.min(limit, 10)) : Promise.reject(new Error('timed out'));
    const last = rig.put({ k: 'last', at: rig.nowMs });
    await expect(rig.aggregate([last])).rejects.toThrow('timed out');
    const first = await readHead(rig.state, 'shard-0');
    expect(first!.totals.decoded).toBeGreaterThanOrEqual(16);
    left = Infinity;
    await rig.aggregate([last]);
    expect(await readHead(rig.state, 'shard-0')).toMatchObject({ totals: { decoded: 61, accepted: { q: 61 } } });
  });

  it('is committed after a while too, however little it was', async () => {
    const rig = hour();
    const { source } = rig;
    const getRecords = source.getRecords.bind(source);
    source.getRecords = (iterator, limit) => {
      rig.nowMs += 15_000;
      return getRecords(iterator, Math.min(limit, 2));
    };
    await rig.aggregate([rig.put({ k: 'last', at: rig.nowMs })]);
    const head = await readHead(rig.state, 'shard-0');
    expect(head!.ordinal).toBeGreaterThan(10);
    expect(head!.totals.decoded).toBe(61);
  });
});
