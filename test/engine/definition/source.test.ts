import { count, definePipeline, epochMillis, string, tumbling } from 'tidemark';

const event = { room: string(), price: string().optional(), at: epochMillis() };
const queries = { all: { window: tumbling('1 second'), select: { n: count() } } };

/** The pipeline, or its mistakes, with this source. */
function define(source: unknown, fields: object = event) {
  try {
    return (definePipeline as (input: unknown) => ReturnType<typeof definePipeline>)({
      name: 'rooms',
      source,
      event: fields,
      eventTime: 'at',
      queries,
    });
  } catch (error) {
    return (error as Error).message.replaceAll('pipeline "rooms": ', '').split('\n');
  }
}
const idOf = (source: unknown): string => (define(source) as ReturnType<typeof definePipeline>).queries[0]!.id;

const columns = ['room', 'price', 'at'];

test.each([
  [7, "source: expected an object such as { format: 'csv', columns: ['symbol', 'price'] }: 7"],
  ['csv', 'source: expected an object such as'],
  [
    { format: 'cvs' },
    'source.format: expected json, csv, tsv, cloudfront, cloudwatch-logs, avro, protobuf: "cvs"; did you mean csv?',
  ],
  [{ format: 7 }, 'source.format: expected json, csv, tsv, cloudfront, cloudwatch-logs, avro, protobuf: 7'],
  [{ format: 'toString' }, 'source.format: expected json'],
  [{ unwarp: 'data' }, 'source.unwarp: no such name; did you mean unwrap?'],
  [{ columns }, 'source.columns: no such name; expected format, unwrap'],
  [{ unwrap: 7 }, "source.unwrap: expected a name such as 'data', or several joined by dots: 7"],
  [{ unwrap: 'a..b' }, 'source.unwrap: expected a name'],
  [{ format: 'csv' }, 'source.columns: csv needs the names of its 1 to 1000 columns in order, or header: true'],
  [{ format: 'csv', columns: 'room,at' }, 'source.columns: csv needs'],
  [{ format: 'csv', columns: [] }, 'source.columns: csv needs'],
  [{ format: 'csv', columns, headers: true }, 'source.headers: no such name; did you mean header?'],
  [
    { format: 'csv', columns, header: true },
    'source: header: true takes the columns from the first row of each record',
  ],
  [{ format: 'csv', columns, header: 'yes' }, 'source.header: expected true or false: "yes"'],
  [{ format: 'csv', columns: [...columns, 'room'] }, 'source.columns[3]: "room" is named twice'],
  [{ format: 'csv', columns: [...columns, 7] }, 'source.columns[3]: expected a name: 7'],
  [
    { format: 'tsv', columns: ['rom', 'price', 'at'] },
    'event.room: no column "room" in source.columns; did you mean rom?',
  ],
  [{ format: 'cloudfront' }, 'source.columns: cloudfront needs the names of its 1 to 1000 columns in order: '],
  [{ format: 'cloudfront', columns, header: true }, 'source.header: no such name; expected format, columns'],
  [{ format: 'avro', schema: './order.avsc' }, 'source.schema: no such name; expected format, accept'],
  [{ format: 'protobuf', message: 'Order' }, 'source.message: no such name; expected format, accept'],
  [{ format: 'avor' }, '"avor"; did you mean avro?'],
  [{ format: 'cloudwatch-logs', message: 'xml' }, "source.message: expected 'json' or 'text': \"xml\""],
])('%j is refused', (source, mistake) => {
  const mistakes = define(source);
  expect(mistakes).toHaveLength(1);
  expect((mistakes as string[])[0]).toContain(mistake);
});

test.each([
  [
    undefined,
    { x: string({ at: '^.x' }) },
    'event.x.at: ^ is the message around events, and without source.unwrap there is none',
  ],
  [{ format: 'json' }, { x: string({ at: '^.x' }) }, 'event.x.at: ^ is the message around events'],
  [
    { format: 'csv', columns },
    { room: string({ at: '^.room' }) },
    'event.room.at: expected one column\'s name, since csv holds rows: "^.room"',
  ],
  [{ format: 'csv', header: true }, { room: string({ at: 'a.b' }) }, "event.room.at: expected one column's name"],
  [
    { format: 'csv', columns },
    { room: string({ at: 'Room' }) },
    'event.room: no column "Room" in source.columns; did you mean room?',
  ],
])('with %j a field is refused that is not there', (source, fields, mistake) => {
  expect(define(source, { ...event, ...fields })).toEqual([expect.stringContaining(mistake)]);
});

test('a source is part of what a query means, unless it is what it is without one', () => {
  const ids = [
    undefined,
    { unwrap: 'data' },
    { format: 'csv', columns },
    { format: 'csv', header: true },
    { format: 'tsv', columns },
    { format: 'cloudfront', columns },
    { format: 'cloudwatch-logs' },
    { format: 'cloudwatch-logs', message: 'text' },
  ].map(idOf);
  expect(new Set(ids).size).toBe(ids.length);
  expect(idOf({ format: 'json' })).toBe(ids[0]);
  expect(idOf({})).toBe(ids[0]);
  expect(idOf({ format: 'cloudwatch-logs', message: 'json' })).toBe(idOf({ format: 'cloudwatch-logs' }));
  expect(idOf({ format: 'csv', columns, header: false })).toBe(idOf({ format: 'csv', columns }));
});
