import { SeveralStreams } from '../../../engine/commit/several-streams';
import { isShardGone } from '../../../engine/ports';
import { BEGIN } from '../../../engine/sequence-number';
import { MemorySource } from '../../support/memory-source';

function joined() {
  const views = new MemorySource(['shard-0']);
  const orders = new MemorySource(['shard-0']);
  orders.addShard('shard-1', ['shard-0']);
  orders.close('shard-0');
  return { views, orders, both: new SeveralStreams({ views, orders }) };
}

test('several streams list their shards by source, with parents of the same source', async () => {
  const { both } = joined();
  expect(await both.listShards()).toEqual([
    { shardId: 'views/shard-0', parents: [], closed: false },
    { shardId: 'orders/shard-0', parents: [], closed: true },
    { shardId: 'orders/shard-1', parents: ['orders/shard-0'], closed: false },
  ]);
  expect((await both.describe()).map(({ source }) => source)).toEqual(['views', 'orders']);
});

test('shards of one id on two streams are read from their own stream, page by page', async () => {
  const { views, orders, both } = joined();
  views.put('shard-0', 'a view', 1);
  orders.put('shard-0', 'an order', 2);
  orders.put('shard-0', 'another', 3);
  const read = async (shardId: string): Promise<string[]> => {
    const texts: string[] = [];
    let iterator: string | undefined = await both.iteratorAfter(shardId, BEGIN);
    for (let i = 0; iterator !== undefined && i < 5; i++) {
      const page = await both.getRecords(iterator, 1);
      texts.push(...page.records.map(({ data }) => Buffer.from(data).toString()));
      iterator = page.next;
    }
    return texts;
  };
  expect(await read('views/shard-0')).toEqual(['a view']);
  expect(await read('orders/shard-0')).toEqual(['an order', 'another']);
});

test('the end of a shard names its children by their source', async () => {
  const { both } = joined();
  const page = await both.getRecords(await both.iteratorAfter('orders/shard-0', BEGIN), 1);
  expect(page.childShards).toEqual([{ shardId: 'orders/shard-1', parents: ['orders/shard-0'] }]);
});

test.each(['news/shard-0', 'shard-0'])('a shard of a source that there is not, %s, is gone', async shardId => {
  const error: unknown = await joined()
    .both.iteratorAfter(shardId, BEGIN)
    .catch((thrown: unknown) => thrown);
  expect(isShardGone(error)).toBe(true);
});
