import { gzipSync } from 'node:zlib';
import { readHead } from '../../../engine/store/chain';
import { click, clicks } from '../../support/clicks';
import { Rig } from '../../support/rig';

const BAD: readonly (readonly [string, string | Buffer, string])[] = [
  ['invalid JSON', '{"page":', 'invalid JSON'],
  ['an array that is no event', '[[1]]', 'expected a JSON object, got array'],
  ['a missing field', '{"at":1}', 'page: missing'],
  ['a wrong type', '{"page":1,"at":1}', 'page: expected string, got number 1'],
  ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'invalid UTF-8'],
  ['corrupt gzip', Buffer.from([0x1f, 0x8b, 1, 2, 3]), 'corrupt gzip'],
  ['an empty record', '', 'invalid JSON'],
  [
    'a time that is no time',
    '{"page":"a","at":1e300}',
    'at: expected epoch milliseconds, got 1e+300: later than the year 9999; is it in another unit?',
  ],
  ['a decompression bomb', gzipSync(Buffer.alloc(17 * 1024 * 1024, 'a')), 'more than 16777216 bytes decompressed'],
];

describe('the quarantine', () => {
  it.each(BAD)('takes %s with its reason, and the fold goes on', async (_, data, reason) => {
    const rig = new Rig(clicks());
    await rig.aggregate([rig.put(Buffer.from(data)), rig.put(click(1))]);
    await rig.finalize({ endOfInput: true });
    expect(rig.latest()).toMatchObject([{ values: { n: 1 } }]);
    expect(await readHead(rig.state, 'shard-0')).toMatchObject({
      counts: { decoded: 2, quarantined: 1, accepted: { by_page: 1 } },
    });
    const [[name, lines]] = [...rig.objects] as [[string, string]];
    expect(name).toMatch(/^quarantine\//);
    expect(JSON.parse(lines)).toMatchObject({ reason, shardId: 'shard-0', sequenceNumber: '1' });
  });

  it('takes an event too far ahead of its arrival, which never moves the watermark', async () => {
    const rig = new Rig(clicks());
    await rig.aggregate([rig.put([click(1), click(3600)])]);
    const { watermarkMs } = await rig.finalize();
    expect(watermarkMs).toBe(click(1).at);
  });

  it('takes only the bad lines of a record', async () => {
    const rig = new Rig(clicks());
    await rig.aggregate([rig.put(`${JSON.stringify(click(1))}\nnot json\n\n${JSON.stringify(click(2))}\n`)]);
    expect(await readHead(rig.state, 'shard-0')).toMatchObject({
      counts: { decoded: 3, quarantined: 1, accepted: { by_page: 2 } },
    });
  });
});
