import { InputError } from '../../input/input-error';
import { isRead, pipe, readAll, texts } from './support/read-all';
import pipeline from './support/readings';

const read = (content: string | Buffer, options: { columns?: string[]; rename?: Record<string, string> } = {}) =>
  readAll({ path: '-', format: 'csv', stdin: pipe(content), pipeline, ...options });

describe('CSV', () => {
  it('makes typed JSON of cells by the schema', async () => {
    const events = await read('device,at,value,samples,ok,note\na,10,1.50,3,true,x\nb,11,-2e3,,false,\n');
    expect(texts(events)).toEqual([
      '{"device":"a","at":10,"value":1.50,"samples":3,"ok":true,"note":"x"}',
      '{"device":"b","at":11,"value":-2e3,"ok":false}',
    ]);
    expect(events.filter(isRead).map(event => [event.line, event.partitionKey])).toEqual([
      [2, 'a'],
      [3, 'b'],
    ]);
  });

  it('keeps text that is not of its kind, so that the pipeline quarantines it', async () => {
    const events = await read('device,at,value,ok\n,soon,0x10,TRUE\n007,1,01,\n');
    expect(texts(events)).toEqual([
      '{"device":"","at":"soon","value":"0x10","ok":"TRUE"}',
      '{"device":"007","at":1,"value":"01"}',
    ]);
  });

  it('drops columns that the event has no field for', async () => {
    expect(texts(await read('email,device,at,__proto__\nx@y.z,a,1,q\n'))).toEqual(['{"device":"a","at":1}']);
  });

  it('takes names for a file without a header, and renames', async () => {
    expect(texts(await read('a,1\n', { columns: ['id', 'at'], rename: { id: 'device' } }))).toEqual([
      '{"device":"a","at":1}',
    ]);
  });

  it('reads quoted cells with commas, quotes and newlines, and numbers rows by their first line', async () => {
    const events = await read('device,at,note\n"a,""b""",1,"two\nlines\r\n"\nc,2,plain\n');
    expect(texts(events)).toEqual([
      '{"device":"a,\\"b\\"","at":1,"note":"two\\nlines\\n"}',
      '{"device":"c","at":2,"note":"plain"}',
    ]);
    expect(events.map(event => event.line)).toEqual([2, 5]);
  });

  it('takes a quote inside a bare cell literally', async () => {
    expect(texts(await read('device,at,note\na,1,5" pipe\nb,2,x\n'))).toEqual([
      '{"device":"a","at":1,"note":"5\\" pipe"}',
      '{"device":"b","at":2,"note":"x"}',
    ]);
  });

  it('rejects only the line whose quote is never closed', async () => {
    const rows = Array.from({ length: 250 }, (_, i) => `d${i},${i}`);
    rows[20] = '"never,20';
    rows[249] = 'd,"';
    const events = await read(`device,at\n${rows.join('\n')}\n`);
    expect(events).toHaveLength(250);
    expect(events.filter(event => 'rejected' in event)).toEqual([
      { line: 22, rejected: 'quote not closed', sample: '"never,20' },
      { line: 251, rejected: 'quote not closed', sample: 'd,"' },
    ]);
    expect(events.map(event => event.line)).toEqual(Array.from({ length: 250 }, (_, i) => i + 2));
  });

  it('reads rows with fewer and with more cells than the header', async () => {
    expect(texts(await read('at,device,note\n1\n2,b,c,d,e\n"3"\n'))).toEqual([
      '{"at":1}',
      '{"at":2,"device":"b","note":"c"}',
      '{"at":3}',
    ]);
  });

  it('reads a line that is not UTF-8 as Latin-1, so that distinct values stay distinct', async () => {
    const events = await read(
      Buffer.concat([
        Buffer.from('device,at\n'),
        Buffer.from([0xe9, 0x2c, 0x31, 0x0a, 0xe8, 0x2c, 0x32, 0x0a]),
        Buffer.from('é,3\n'),
      ]),
    );
    expect(texts(events)).toEqual(['{"device":"é","at":1}', '{"device":"è","at":2}', '{"device":"é","at":3}']);
  });

  it.each([
    [
      'device,value\na,1\n',
      {},
      'standard input has no column "at", the event time (it has device, value): see --columns and --rename',
    ],
    ['device,at\n', { rename: { time: 'at' } }, '--rename: standard input has no column "time" (it has device, at)'],
    ['at,time\n', { rename: { time: 'at' } }, 'standard input has two columns "at"'],
    ['device,"at\n1,2\n', {}, 'standard input: line 1, the header: quote not closed'],
  ])('refuses the header of %j', async (content, options, message) => {
    await expect(read(content, options)).rejects.toEqual(new InputError(message));
  });

  it('yields nothing for an empty file or a header alone', async () => {
    expect(await read('')).toEqual([]);
    expect(await read('device,at')).toEqual([]);
  });
});
