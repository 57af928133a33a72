import { Rig } from '../../support/rig';
import { clicks } from '../../support/clicks';

test('many quarantined events go to several objects of one epoch, the same when they are delivered again', async () => {
  const rig = new Rig(clicks());
  const texts = Array.from({ length: 3_000 }, (_, i) =>
    JSON.stringify({ page: 'x'.repeat(4_000), at: `no time ${i}` }),
  );
  for (let i = 0; i < texts.length; i += 500)
    await rig.aggregate([rig.put(Buffer.from(texts.slice(i, i + 500).join('\n')))]);
  const { state } = rig;
  const put = state.put.bind(state);
  state.put = (item, condition) =>
    item.pk === 'cursor' && item['epoch'] === 1 ? Promise.reject(new Error('died')) : put(item, condition);
  await expect(rig.finalize()).rejects.toThrow('died');
  const first = new Map(rig.objects);
  state.put = put;
  await rig.finalize();
  expect([...rig.objects]).toEqual([...first]);
  const names = [...first.keys()].sort();
  expect(names.map(name => name.replace(/.*epoch-0+/, ''))).toEqual(
    expect.arrayContaining(['1.ndjson', '1-part-0002.ndjson']),
  );
  expect(Math.max(...[...first.values()].map(text => text.length))).toBeLessThan(5_000_000);
  const lines = [...first.values()].flatMap(text => text.trimEnd().split('\n'));
  expect(new Set(lines).size).toBe(3_000);
  expect(lines).toHaveLength(3_000);
});
