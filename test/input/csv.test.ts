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
      { line: 251, rejected: 'quote not closed', sample: 'd,"', isOpen: true },
    ]);
    expect(events.map(event => event.line)).toEqual(Array.from({ length: 250 }, (_, i) => i + 2));
  });

  it('rejects a row with cells too many, or without one that every event needs; blank ones at the end do not count', async () => {
    const rows = ['1', '2,b,c,d,e', '3,b', '4,b,c,', '5,b,c, ,', '"6"', ',,', ' ', '7,b,1,234.50'];
    expect(texts(await read(`at,device,note\n${rows.join('\n')}\n`))).toEqual([
      '2: 1 cell under 3 columns: no device',
      '3: 5 cells under 3 columns',
      '{"at":3,"device":"b"}',
      '{"at":4,"device":"b","note":"c"}',
      '{"at":5,"device":"b","note":"c"}',
      '7: 1 cell under 3 columns: no device',
      '10: 4 cells under 3 columns',
    ]);
  });

  it('passes over blanks around numbers, times and truth values, and keeps those of texts', async () => {
    const events = await read('device, at,value,ok,note\n a , 10,1.5 ,\ttrue, x\n');
    expect(texts(events)).toEqual(['{"device":" a ","at":10,"value":1.5,"ok":true,"note":" x"}']);
    const keyed = await readAll({
      path: '-',
      format: 'csv',
      stdin: pipe('device,at\na, 07\nb, 7\n'),
      pipeline: { ...pipeline, partitionBy: 'at' },
    });
    expect(keyed.filter(isRead).map(event => event.partitionKey)).toEqual(['07', '7']);
  });

  it('counts a quote as never closed where its closing one is followed by neither a separator nor the end of the line', async () => {
    const rows = ['A,1,"5 foot', 'B,2,ok', 'C,3,"quoted"', 'D,4,last'];
    expect(texts(await read(`device,at,note\n${rows.join('\n')}\n`))).toEqual([
      '2: quote not closed',
      '{"device":"B","at":2,"note":"ok"}',
      '{"device":"C","at":3,"note":"quoted"}',
      '{"device":"D","at":4,"note":"last"}',
    ]);
    expect(texts(await read('device,at,note\nA,1,"5" pipe"\nB,2,""\nC,3,"c" \nD,"4" ,d\n'))).toEqual([
      '2: something follows the closing quote',
      '{"device":"B","at":2}',
      '4: something follows the closing quote',
      '5: something follows the closing quote',
    ]);
  });

  it('loses one line a stray quote, however many there are', async () => {
    const rows = Array.from({ length: 3_000 }, (_, i) => (i % 3 === 0 ? `"x,${i}` : `d,${i},"n"`));
    const events = await read(`device,at,note\n${rows.join('\n')}\n`);
    expect(events.filter(isRead)).toHaveLength(2_000);
    expect(events).toHaveLength(3_000);
  });

  it.each([
    ['a byte order mark and CRLF', '\ufeffdevice,at\r\na,1\r\n\r\nb,2\r\n'],
    ['carriage returns alone', 'device,at\ra,1\r\rb,2\r'],
    ['carriage returns alone and no last one', 'device,at\ra,1\rb,2'],
    ['sep=;', 'sep=;\r\ndevice;at\r\na;1\r\nb;2\r\n'],
    ['semicolons', 'device;at;x,y\na;1;5\nb;2;5\n'],
    ['tabs', 'device\tat\na\t1\nb\t2\n'],
  ])('reads a file with %s', async (_, content) => {
    expect(texts(await read(content))).toEqual(['{"device":"a","at":1}', '{"device":"b","at":2}']);
  });

  it('takes a decimal comma between semicolons, quoted or not, and says so; elsewhere it is no number', async () => {
    const notices: string[] = [];
    const options = { path: '-', format: 'csv', pipeline, onNotice: (text: string) => notices.push(text) };
    const stdin = pipe('device;at;value\na;1;1,5\nb;2;"-0,25"\nc;3;1.234,5\nd;4;2.5\n');
    expect(texts(await readAll({ ...options, stdin }))).toEqual([
      '{"device":"a","at":1,"value":1.5}',
      '{"device":"b","at":2,"value":-0.25}',
      '{"device":"c","at":3,"value":"1.234,5"}',
      '{"device":"d","at":4,"value":2.5}',
    ]);
    expect(notices).toContain('standard input: cells are separated by ";"');
    expect(notices).toContain('standard input: value 1,5 is read with a decimal comma');
    expect(texts(await read('device,at,value\na,1,"1,5"\n'))).toEqual(['{"device":"a","at":1,"value":"1,5"}']);
    expect(texts(await read('a;1;1,5\n', { columns: ['device', 'at', 'value'] }))).toEqual([
      '{"device":"a","at":1,"value":1.5}',
    ]);
  });

  it('says which optional fields have no column, which columns no field takes, and that a time was rounded', async () => {
    const notices: string[] = [];
    const stdin = pipe('device,at,value,Samples,ok,e\u001b[2Jmail\na,1.53485E+9,1,2,true,x\n');
    await readAll({ path: '-', format: 'csv', stdin, pipeline, onNotice: text => notices.push(text) });
    expect(notices).toEqual([
      'standard input: no column for the optional field "samples": it is null in every event; did you mean "Samples"? Give --rename Samples=samples',
      'standard input: no column for the optional field "note": it is null in every event',
      'standard input: columns that no field takes: Samples, e\\u001b[2Jmail',
      'standard input: at 1.53485E+9: a spreadsheet has rounded this time; events may fall together',
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
    [
      'Device,at\n',
      {},
      'standard input has no column "device" (it has Device, at); did you mean "Device"? Give --rename Device=device',
    ],
    ['at\n', {}, 'standard input has no column "device" (it has at): see --columns and --rename'],
    [
      'device;x\n',
      {},
      'standard input has no column "at", the event time (it has device, x): see --columns and --rename',
    ],
    [
      '#Fields: date time c-ip\n',
      {},
      'standard input: is an extended log (#Fields): give its lines without those that begin with #, and --columns',
    ],
    [
      `device,${'x'.repeat(100)},${'y,'.repeat(30)}\n`,
      {},
      `standard input has no column "at", the event time (it has device, ${'x'.repeat(39)}…, ${'y, '.repeat(18)}and 13 more): see --columns and --rename`,
    ],
    [
      'value\n',
      {},
      'standard input has no column "at", the event time, and no column "device" (it has value): see --columns and --rename',
    ],
    [
      'DEVICE,At,x\n',
      {},
      'standard input has no column "at", the event time, and no column "device" (it has DEVICE, At, x); did you mean "At" and "DEVICE"? Give --rename At=at --rename DEVICE=device',
    ],
    ['device,at\n', { rename: { time: 'at' } }, '--rename: standard input has no column "time" (it has device, at)'],
    ['device,at,time\n', { rename: { time: 'at' } }, 'standard input has two columns "at"'],
    ['device,"at\n1,2\n', {}, 'standard input: line 1, the header: quote not closed'],
  ])('refuses the header of %j', async (content, options, message) => {
    await expect(read(content, options)).rejects.toEqual(new InputError(message));
  });

  it('yields nothing for an empty file or a header alone', async () => {
    expect(await read('')).toEqual([]);
    expect(await read('device,at')).toEqual([]);
  });
});
