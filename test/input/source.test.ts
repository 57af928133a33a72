import { count, definePipeline, epochMillis, number, type PipelineInput, string, tumbling } from 'tidemark';
import { gzipSync } from 'node:zlib';
import type { Pipeline } from '../../engine/definition/pipeline';
import { isRead, pipe, readAll, texts } from './support/read-all';

const define = (source: PipelineInput<never, never>['source']): Pipeline =>
  definePipeline({
    name: 'ticks',
    source: source!,
    event: { symbol: string(), price: number().optional(), at: epochMillis() },
    eventTime: 'at',
    partitionBy: 'symbol',
    queries: { all: { window: tumbling('1 minute'), select: { n: count() } } },
  });
const columns = ['symbol', 'price', 'at'];
const csv = define({ format: 'csv', columns });
const headed = define({ format: 'csv', header: true });
const unwrapped = define({ unwrap: 'data' });
const logs = define({ format: 'cloudwatch-logs' });

const read = (pipeline: Pipeline, content: string | Buffer, options: { format?: string } = {}) =>
  readAll({ path: '-', stdin: pipe(content), pipeline, ...options });

describe('a file in the format of the records', () => {
  it('passes rows untouched, keyed by their event; the columns again are none', async () => {
    const events = await read(csv, gzipSync('symbol,price,at\r\nA,1.50,1\r\n"B ""b""", ,2\n\nC,x,3\n'));
    expect(texts(events)).toEqual(['A,1.50,1', '"B ""b""", ,2', 'C,x,3']);
    expect(events.filter(isRead).map(({ line, partitionKey, head }) => [line, partitionKey, head])).toEqual([
      [2, 'A', undefined],
      [3, 'B "b"', undefined],
      [5, undefined, undefined],
    ]);
  });

  it('puts lines together that a quote joins, and rejects those of which no row can be made', async () => {
    const events = await read(csv, '"A\nb",1,1\nB,"1,2\nC,1,3,9\nD,1,"4" x\nE,1,5\n"F\n');
    expect(texts(events)).toEqual([
      '"A\nb",1,1',
      '3: quote not closed',
      '4: 4 cells under 3 columns',
      '5: something follows the closing quote',
      'E,1,5',
      '7: quote not closed',
    ]);
    expect(events.at(-1)).toMatchObject({ isOpen: true });
    expect(events.map(({ line }) => line)).toEqual([1, 3, 4, 5, 6, 7]);
  });

  it('gives each row the header under which it stands', async () => {
    const events = await read(headed, 'at,x,symbol\n1,9,A\n2,9,"B"\n');
    expect(texts(events)).toEqual(['1,9,A', '2,9,"B"']);
    expect(events.filter(isRead).map(({ partitionKey, head }) => [partitionKey, head?.toString()])).toEqual([
      ['A', 'at,x,symbol'],
      ['B', 'at,x,symbol'],
    ]);
  });

  it('refuses a header that lacks a column, or is not the one of the definition', async () => {
    await expect(read(headed, 'at,price\n1,2\n')).rejects.toThrow(
      'standard input has no column "symbol" (it has at, price)',
    );
    await expect(read(headed, '"at,price\n1,2\n')).rejects.toThrow('line 1, the header: quote not closed');
    await expect(read(csv, 'at,symbol,price\n1,A,2\n')).rejects.toThrow(
      "standard input: its header has the columns at, symbol, price, and the definition's source symbol, price, at",
    );
  });

  it('passes messages untouched, with the number of their events; those without one are none', async () => {
    const [a, b] = ['{"symbol":"A","at":1}', '{"symbol":"B","at":2}'];
    const events = await read(unwrapped, `{"data":[${a},${b}]}\n{"data":[]}\n{"x":1}\n[{"data":${b}}]\n`);
    expect(events.filter(isRead).map(({ line, partitionKey, events: held }) => [line, partitionKey, held])).toEqual([
      [1, 'A', 2],
      [3, undefined, 1],
      [4, 'B', 1],
    ]);
  });

  it('passes over control messages of CloudWatch Logs', async () => {
    const data = JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents: [{ message: '{"symbol":"A","at":1}' }] });
    const events = await read(logs, `{"messageType":"CONTROL_MESSAGE","logEvents":[]}\n${data}\n`);
    expect(events).toEqual([{ line: 2, bytes: Buffer.from(data), partitionKey: 'A', events: 1 }]);
  });

  it('takes no other format, and no columns or renamings', async () => {
    const open = (options: object) => readAll({ path: '-', stdin: pipe(''), pipeline: csv, ...options });
    await expect(open({ format: 'ndjson' })).rejects.toThrow(
      "--format: files are read as the definition's source says, csv: leave it out",
    );
    await expect(open({ columns })).rejects.toThrow("the definition's source names the columns");
    await expect(open({ rename: { a: 'symbol' } })).rejects.toThrow("the definition's source names the columns");
    expect(await open({ format: 'csv' })).toEqual([]);
  });
});

describe('a file of plain JSON', () => {
  const plain = define(undefined);

  it('may hold an array a line', async () => {
    const events = await read(plain, '[{"symbol":"A","at":1},{"symbol":"B","at":2}]\n{"symbol":"C","at":3}\n[]\n');
    expect(events.filter(isRead).map(({ line, partitionKey, events: held = 1 }) => [line, partitionKey, held])).toEqual(
      [
        [1, 'A', 2],
        [2, 'C', 1],
      ],
    );
  });

  it('is no array over several lines', async () => {
    await expect(read(plain, '[\n{"symbol":"A","at":1}\n]\n')).rejects.toThrow('is a JSON array');
    await expect(read(plain, '[{"symbol":"A","at":1},\n{"symbol":"B","at":1}]\n')).rejects.toThrow('is a JSON array');
  });
});
