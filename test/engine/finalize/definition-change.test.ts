import { count, definePipeline, epochMillis, max, number, string, tumbling } from '../../../engine/index';
import type { Aggregate } from '../../../engine/definition/aggregates';
import { Rig } from '../../support/rig';
import { click, clicks, T0 } from '../../support/clicks';

const withSelect = (select: Record<string, Aggregate<'price' | 'at'>>) =>
  definePipeline({
    name: 'clicks',
    event: { page: string(), at: epochMillis(), price: number().optional() },
    eventTime: 'at',
    watermark: { outOfOrderness: 0 },
    late: { allowed: '1 hour' },
    queries: { by_page: { window: tumbling('10 seconds'), select } },
  });

const BEFORE = withSelect({ n: count() });
const AFTER = withSelect({ n: count(), latest: max('at') });

describe('a query that is changed while its windows are open', () => {
  it('leaves windows to the definition that wrote them first, and says what the other one found', async () => {
    const rig = new Rig(BEFORE);
    await rig.aggregate([rig.put([click(1), click(2), click(12)])]);
    await rig.finalize();
    const changed = Object.assign(Object.create(rig) as Rig, { pipeline: AFTER });
    await changed.aggregate([rig.put([click(3), click(25)])]);
    await changed.finalize({ endOfInput: true });
    const first = rig.latest().filter(result => result.window.start === new Date(T0).toISOString());
    expect(first).toMatchObject([{ revision: 0, values: { n: 2 } }]);
    const late = [...rig.objects.values()].join('').trim().split('\n');
    expect(late.map(line => JSON.parse(line) as unknown)).toMatchObject([
      {
        reason: 'definition changed',
        query: AFTER.queries[0]!.id,
        values: { n: 1, latest: new Date(click(3).at).toISOString() },
      },
    ]);
  });

  it('gives windows that begin after the change wholly to the new definition', async () => {
    const rig = new Rig(BEFORE);
    await rig.aggregate([rig.put(click(1))]);
    const changed = Object.assign(Object.create(rig) as Rig, { pipeline: AFTER });
    await changed.aggregate([rig.put([click(21), click(22)])]);
    await changed.finalize({ endOfInput: true });
    const last = rig.latest().filter(result => result.window.start === new Date(T0 + 20_000).toISOString());
    expect(last).toMatchObject([{ values: { n: 2, latest: new Date(click(22).at).toISOString() } }]);
  });
});

describe('a query that only reports at other times than before', () => {
  it('goes on with the windows it has, and follows the definition that runs now', async () => {
    const rig = new Rig(clicks());
    await rig.aggregate([rig.put(click(1))]);
    await rig.finalize();
    expect(rig.emitted).toEqual([]);
    const changed = Object.assign(Object.create(rig) as Rig, { pipeline: clicks({}, 'onUpdate') });
    await changed.aggregate([rig.put(click(2))]);
    await changed.finalize();
    expect(rig.emitted).toMatchObject([{ final: false, revision: 0, values: { n: 2 } }]);
    await rig.aggregate([rig.put(click(3))]);
    await rig.finalize();
    expect(rig.emitted).toHaveLength(1);
    await rig.finalize({ endOfInput: true });
    expect(rig.emitted.at(-1)).toMatchObject({ final: true, revision: 1, values: { n: 3 } });
  });
});
