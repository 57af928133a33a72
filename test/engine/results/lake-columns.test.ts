import {
  avg,
  count,
  definePipeline,
  DefinitionError,
  first,
  integer,
  isoTime,
  max,
  number,
  string,
  topK,
  tumbling,
  type QueryInput,
} from '../../../engine';
import { glueType, resultColumns } from '../../../engine/results/lake-columns';

const window = tumbling('1 minute');
type Queries = Record<string, QueryInput<string>>;

const columnsOf = (queries: Queries): Record<string, string> => {
  const pipeline = definePipeline({
    name: 'sensors',
    event: { device: string(), 'user-agent': string().optional(), room: integer(), celsius: number(), at: isoTime() },
    derive: { site: event => event.device.slice(0, 2) },
    eventTime: 'at',
    queries: queries as never,
  });
  return Object.fromEntries(resultColumns(pipeline).map(({ name, type }) => [name, glueType(type)]));
};

test('keys and values have a field for every name, of the type that its values have', () => {
  expect(
    columnsOf({
      rooms: { groupBy: ['room', 'site'], window, select: { meanC: avg('celsius'), n: count(), now: first('room') } },
      all: { window, select: { n: count(), top: topK('device', 3) } },
    }),
  ).toEqual({
    id: 'string',
    pipeline: 'string',
    query: 'string',
    key: 'struct<room:bigint,site:string>',
    window: 'struct<start:string,end:string>',
    revision: 'bigint',
    final: 'boolean',
    retracted: 'boolean',
    values: 'struct<meanc:double,n:bigint,now:bigint,top:array<struct<value:string,count:bigint,error:bigint>>>',
    watermark: 'string',
  });
});

test('without group keys there is no column for them', () => {
  expect(columnsOf({ all: { window, select: { n: count() } } })).not.toHaveProperty('key');
});

test.each([
  [{ a: count() }, { a: max('celsius') }, 'double'],
  [{ a: count() }, { a: first('device') }, 'string'],
  [{ a: topK('device', 2) }, { A: count() }, 'string'],
])('queries that give a name different types: %j and %j are %s', (one, other, type) => {
  const { values } = columnsOf({ one: { window, select: one }, other: { window, select: other } } as Queries);
  expect(values).toBe(`struct<a:${type}>`);
});

test('names that the catalog cannot tell apart or cannot write are refused, each with its path', () => {
  const refused = (): unknown =>
    columnsOf({ q: { groupBy: ['user-agent'], window, select: { maxC: max('celsius'), maxc: max('celsius') } } });
  expect(refused).toThrow(DefinitionError);
  expect(refused).toThrow('queries.q.select: maxC and maxc are one column');
});
