import fc from 'fast-check';
import { MAX_EVENT_BYTES } from '../../input/input-event';
import { isRead, isRejected, pipe, readAll, texts } from './support/read-all';
import pipeline from './support/readings';

const read = (content: string | Buffer, chunkBytes?: number) =>
  readAll({ path: '-', stdin: pipe(content, chunkBytes), pipeline });

describe('NDJSON', () => {
  it('passes each line untouched, with its number and its partition key', async () => {
    const events = await read('{"device": "a","at":1}\n\n  \r\n{"at":2,"device":7}\r\n{"at":3}');
    expect(texts(events)).toEqual(['{"device": "a","at":1}', '{"at":2,"device":7}', '{"at":3}']);
    expect(events.map(event => event.line)).toEqual([1, 4, 5]);
    expect(events.filter(isRead).map(event => event.partitionKey)).toEqual(['a', '7', undefined]);
  });

  it('passes invalid JSON and invalid UTF-8 on, for the pipeline to quarantine', async () => {
    const bad = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
    const events = (await read(Buffer.concat([Buffer.from('{"device":\nnull\n[1]\n'), bad]))).filter(isRead);
    expect(events.map(event => event.partitionKey)).toEqual([undefined, undefined, undefined, undefined]);
    expect(events[3]!.bytes).toEqual(bad);
  });

  it('skips a byte order mark', async () => {
    expect(texts(await read('\ufeff{"at":1}\n', 1))).toEqual(['{"at":1}']);
  });

  it('yields nothing for empty input', async () => {
    expect(await read('')).toEqual([]);
    expect(await read('\n\n')).toEqual([]);
  });

  it('rejects a line that is too long and goes on after it', async () => {
    const fits = `"${'x'.repeat(MAX_EVENT_BYTES - 2)}"`;
    const events = await read(`${fits}\n${fits} \r\n{"at":1}\n`, 10_000);
    expect(events.map(isRejected)).toEqual([false, true, false]);
    expect(events[1]).toEqual({ line: 2, rejected: 'longer than 262144 bytes', sample: fits.slice(0, 200) });
    expect(events[2]!.line).toBe(3);
  });

  it('reads the same events however the bytes are cut into chunks', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }).filter(text => !/[\r\n\ufeff]/.test(text))),
        fc.integer({ min: 1, max: 20 }),
        async (lines, chunkBytes) => {
          const kept = lines.filter(line => /[^ \t]/.test(line));
          expect(texts(await read(lines.join('\n'), chunkBytes))).toEqual(kept);
        },
      ),
    ));
});
