import { count, definePipeline, epochMillis, sma, string, sum, tumbling } from '../../../engine/index';
import { readHead } from '../../../engine/store/chain';
import { T0 } from '../../support/clicks';
import { Rig } from '../../support/rig';

/** Names that every object of the language has, too: fields, derived fields, queries and values may be called so. */
const pipeline = definePipeline({
  name: 'races',
  event: { constructor: string(), at: epochMillis() },
  derive: { toString: e => e.constructor.slice(0, 1), valueOf: e => e.constructor.length },
  eventTime: 'at',
  watermark: { outOfOrderness: 0 },
  queries: {
    constructor: {
      groupBy: ['constructor', 'toString'] as const,
      window: tumbling('1 second'),
      select: { hasOwnProperty: count(), constructor: sum('valueOf') },
    },
    valueOf: { over: 'constructor', select: { toString: sma('constructor', 2) } },
  },
});

test('names that every object has name fields, queries and values', async () => {
  const rig = new Rig(pipeline);
  const at = (seconds: number) => ({ constructor: 'ferrari', at: T0 + seconds * 1000 });
  await rig.aggregate([rig.put([at(0), at(1)])]);
  await rig.aggregate([rig.put(at(0.5))]);
  await rig.finalize({ endOfInput: true });
  const totals = (await readHead(rig.state, 'shard-0'))?.totals;
  expect(totals).toMatchObject({ decoded: 3, quarantined: 0 });
  expect(Object.entries(totals!.accepted)).toEqual([['constructor', 3]]);
  expect(rig.latest().map(({ query, key, values }) => JSON.stringify([query, key, values]))).toEqual([
    '["constructor",{"constructor":"ferrari","toString":"f"},{"hasOwnProperty":2,"constructor":14}]',
    '["constructor",{"constructor":"ferrari","toString":"f"},{"hasOwnProperty":1,"constructor":7}]',
    '["valueOf",{"constructor":"ferrari","toString":"f"},{"toString":10.5}]',
  ]);
});
