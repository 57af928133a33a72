import { count, definePipeline, epochMillis, epochSeconds, integer, isoTime, string, tumbling } from 'tidemark';
import { InputError } from '../../input/input-error';
import { sharedData } from '../support/shared-data';
import { isRead, pipe, readAll, texts } from './support/read-all';

const all = { window: tumbling('1 hour'), select: { requests: count() } };
const pipeline = definePipeline({
  name: 'access',
  event: {
    host: string(),
    logname: string().optional(),
    user: string().optional(),
    time: epochSeconds(),
    method: string().optional(),
    url: string(),
    protocol: string().optional(),
    response: integer(),
    bytes: integer().optional(),
    referer: string().optional(),
    useragent: string().optional(),
  },
  eventTime: 'time',
  partitionBy: 'host',
  queries: { all },
});

const LINE =
  '10.0.0.1 - - [17/May/2015:10:05:03 +0000] "GET /a?b=c HTTP/1.1" 200 203 "http://x/" "Mozilla/5.0 (\\"q\\")"';

const read = (content: string, of = pipeline) =>
  readAll({ path: '-', format: 'combined', stdin: pipe(content), pipeline: of });
const parsed = async (line: string): Promise<Record<string, unknown>> =>
  JSON.parse(texts(await read(line))[0]!) as Record<string, unknown>;

describe('combined log', () => {
  it('names the parts of a line; - is absent', async () => {
    expect(await parsed(LINE)).toEqual({
      host: '10.0.0.1',
      time: 1431857103,
      method: 'GET',
      url: '/a?b=c',
      protocol: 'HTTP/1.1',
      response: 200,
      bytes: 203,
      referer: 'http://x/',
      useragent: 'Mozilla/5.0 (\\"q\\")',
    });
    expect((await read(LINE)).filter(isRead)[0]!.partitionKey).toBe('10.0.0.1');
  });

  it.each([
    ['+0000', 1431857103],
    ['+0200', 1431849903],
    ['-0530', 1431876903],
  ])('reads the zone %s', async (zone, time) => {
    expect(await parsed(LINE.replace('+0000', zone))).toMatchObject({ time });
  });

  it('reads users with blanks, missing sizes, the common format and requests of any form', async () => {
    expect(await parsed(LINE.replace('- - [', 'id Ann Lee ['))).toMatchObject({ logname: 'id', user: 'Ann Lee' });
    expect(await parsed(LINE.replace(' 203 ', ' - '))).not.toHaveProperty('bytes');
    expect(await parsed(LINE.slice(0, LINE.indexOf(' "http')))).toMatchObject({ response: 200, bytes: 203 });
    expect(await parsed(LINE.replace('GET /a?b=c HTTP/1.1', 'GET /a b'))).toMatchObject({ method: 'GET', url: '/a b' });
    expect(await parsed(LINE.replace('GET /a?b=c HTTP/1.1', '-'))).not.toHaveProperty('url');
  });

  it.each([
    ['something else', 'hello "world"'],
    ['a date that does not exist', LINE.replace('17/May', '31/Feb')],
    ['an unknown month', LINE.replace('17/May', '17/Mai')],
  ])('makes of %s an event that holds the line, for the quarantine', async (_, line) => {
    const [event] = (await read(line)).filter(isRead);
    expect(JSON.parse(event!.bytes.toString())).toEqual({ line });
    expect(event!.partitionKey).toBeUndefined();
  });

  it('writes the time as the kind of its field says', async () => {
    const inMillis = definePipeline({ name: 'a', event: { time: epochMillis() }, eventTime: 'time', queries: { all } });
    const inIso = definePipeline({ name: 'a', event: { time: isoTime() }, eventTime: 'time', queries: { all } });
    expect(texts(await read(LINE, inMillis))).toEqual(['{"time":1431857103000}']);
    expect(texts(await read(LINE, inIso))).toEqual(['{"time":"2015-05-17T10:05:03.000Z"}']);
  });

  it('needs a pipeline with its time, by --rename if need be', async () => {
    const other = definePipeline({ name: 'a', event: { at: epochMillis() }, eventTime: 'at', queries: { all } });
    await expect((async () => read(LINE, other))()).rejects.toThrow(InputError);
    const renamed = await readAll({
      path: '-',
      format: 'combined',
      stdin: pipe(LINE),
      pipeline: other,
      rename: { time: 'at' },
    });
    expect(texts(renamed)).toEqual(['{"at":1431857103000}']);
  });

  it('costs linear time on hostile lines', async () => {
    const hostile = `a b ${'[17/May/2015:10:05:03 +0000] "'.repeat(8_000)}`;
    expect(await parsed(hostile)).toEqual({ line: hostile });
  });

  const path = sharedData('apache_combined.log.gz');
  const known = path ? it : it.skip;

  known('reads 10,000 lines of 1,753 addresses', async () => {
    const events = await readAll({ path: path!, pipeline });
    expect(events).toHaveLength(10_000);
    const hosts = events.filter(isRead).map(event => (JSON.parse(event.bytes.toString()) as { host?: string }).host);
    expect(new Set(hosts).size).toBe(1_753);
    expect(hosts).not.toContain(undefined);
  });
});
