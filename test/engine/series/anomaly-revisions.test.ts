import { anomaly, avg, definePipeline, epochMillis, number, tumbling } from '../../../engine/index';
import { T0 } from '../../support/clicks';
import { Rig } from '../../support/rig';

test('a late event that makes a window an ordinary one makes the next the one that is told of', async () => {
  const rig = new Rig(
    definePipeline({
      name: 'quotes',
      event: { at: epochMillis(), price: number() },
      eventTime: 'at',
      queries: {
        prices: { window: tumbling('1 second'), select: { price: avg('price') } },
        odd: { over: 'prices', select: anomaly('price', { method: 'robust', windows: 10, quiet: 3 }) },
      },
    }),
  );
  const quote = (second: number, price: number) => ({ at: T0 + second * 1_000, price });
  const told = () =>
    rig
      .latest()
      .filter(({ query }) => query === 'odd')
      .map(({ values, revision }) => [values['anomaly'], revision]);
  await rig.aggregate([rig.put([1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 100, 100].map((price, i) => quote(i, price)))]);
  await rig.finalize({ endOfInput: true });
  expect(told()).toEqual([
    [1, 0],
    [0, 0],
  ]);
  await rig.aggregate([rig.put(quote(10, -96))]);
  await rig.finalize({ endOfInput: true });
  expect(told()).toEqual([
    [0, 1],
    [1, 1],
  ]);
});
