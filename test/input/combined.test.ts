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
    ['hello "world"', 'not a line of the combined log'],
    [LINE.replace('17/May', '31/Feb'), 'a time that does not exist'],
    [LINE.replace('17/May', '17/Mai'), 'a time that does not exist'],
    [`example.com ${LINE}`, 'not a line of the combined log: a word too many before the time'],
    [LINE.replace('http://x/', 'a"b" "c'), 'quotes in the referer or the user agent that are not escaped'],
  ])('rejects %s for a reason of its own', async (line, rejected) => {
    expect(await read(line)).toEqual([{ line: 1, rejected, sample: line.slice(0, 200) }]);
  });

  it('reads a line behind the name and port of its virtual host, and no address as one', async () => {
    expect(await parsed(`example.com:443 ${LINE}`)).toEqual(await parsed(LINE));
    expect(await parsed(LINE.replace('10.0.0.1', '2001:db8::1'))).toMatchObject({ host: '2001:db8::1' });
    expect(await parsed(LINE.replace('10.0.0.1 - -', '::1 id Ann Lee'))).toMatchObject({
      host: '::1',
      user: 'Ann Lee',
    });
    const { fields } = pipeline;
    const named = { ...pipeline, fields: { ...fields, vhost: string().optional() } };
    expect(JSON.parse(texts(await read(`example.com:443 ${LINE}`, named))[0]!)).toMatchObject({
      vhost: 'example.com:443',
    });
  });

  it('reads quotes in a referer, escaped or not, status 000, and what a server adds behind', async () => {
    expect(await parsed(LINE.replace('http://x/', '/?q=\\"a\\"'))).toMatchObject({ referer: '/?q=\\"a\\"' });
    expect(await parsed(LINE.replace('"http://x/" "Mozilla/5.0 (\\"q\\")"', '"/?q="a"" "ua"'))).toMatchObject({
      referer: '/?q="a"',
      useragent: 'ua',
    });
    expect(await parsed(LINE.replace('Mozilla/5.0 (\\"q\\")"', 'cut off'))).toMatchObject({ useragent: 'cut off' });
    expect(await parsed(LINE.replace(' 200 ', ' 000 '))).toMatchObject({ response: 0 });
    expect(await parsed(`${LINE} rt=0.1 "x"`)).toMatchObject({ referer: 'http://x/' });
  });

  it('says that an extended log is none', async () => {
    await expect(read('#Software: IIS\n#Fields: date time c-ip\n')).rejects.toThrow(/#Fields, as IIS writes it/);
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
    expect(texts(await read(hostile))).toEqual(['1: not a line of the combined log']);
    const quotes = `${LINE.slice(0, LINE.indexOf(' "http'))} ${'" "'.repeat(50_000)}`;
    expect(texts(await read(quotes))).toEqual(['1: quotes in the referer or the user agent that are not escaped']);
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
