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

  it('says of several objects on one line what to do, also where the line is too long', async () => {
    const reason = 'several JSON objects on one line: put each on a line of its own (jq -c . does)';
    const objects = '{"at":1}{"at":2}';
    const events = await read(`${objects}\n{"at":3} {"at":4}\n{"a":"}{"}\n{"a"}{\n${objects.repeat(20_000)}`, 10_000);
    expect(texts(events)).toEqual([`1: ${reason}`, `2: ${reason}`, '{"a":"}{"}', '{"a"}{', `5: ${reason}`]);
  });

  it('says so, too, where blanks, tabs or commas stand between them, and of a comma behind one', async () => {
    const reason = 'several JSON objects on one line: put each on a line of its own (jq -c . does)';
    const lines = [
      '{"at":1}, {"at":2}',
      '{"at":3}\t{"at":4},',
      '{"at":5}  {"at":6}',
      '{"at":7}, ',
      '{"a":[{},{}]}',
      '{,',
    ];
    expect(texts(await read(`${lines.join('\n')}\n`))).toEqual([
      ...[1, 2, 3].map(line => `${line}: ${reason}`),
      '4: a comma follows the JSON object: one event a line is read, with nothing behind it',
      '{"a":[{},{}]}',
      '{,',
    ]);
  });

  it.each([
    ['[{"at":1},\n{"at":2}]', /is a JSON array.*jq -c '\.\[\]'/],
    ['[\n  {"at":1}\n]\n', /is a JSON array/],
    [`[${'{"at":1},'.repeat(40_000)}{}]`, /is a JSON array/],
    ['{\n  "at": 1\n}\n', /is JSON over several lines.*jq -c \./],
  ])('refuses a document that is no NDJSON and says what to do: %#', async (content, message) => {
    await expect(read(content, 10_000)).rejects.toThrow(message);
  });

  it('takes what dedupe goes by for the partition key where there is no other', async () => {
    const dedupe = { by: 'id', withinMs: 60_000 };
    const keys = async (of: Partial<typeof pipeline>) =>
      (await readAll({ path: '-', stdin: pipe('{"at":1,"device":"d","id":"x"}\n'), pipeline: { ...pipeline, ...of } }))
        .filter(isRead)
        .map(event => event.partitionKey);
    expect(await keys({ partitionBy: undefined, dedupe })).toEqual(['x']);
    expect(await keys({ dedupe })).toEqual(['d']);
    const code = ({ device }: Record<string, unknown>): string => `${String(device)}!`;
    const columns = [{ name: 'id', code, type: undefined }];
    expect(await keys({ partitionBy: undefined, dedupe, columns })).toEqual(['d!']);
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
