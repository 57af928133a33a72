import { count, definePipeline, epochMillis, string, table, tumbling } from 'tidemark';
import { eventQueries } from '../../../engine/definition/pipeline';
import { keyIdsOf } from '../../../engine/fold/key-ids';
import type { LookupTables } from '../../../engine/ports';
import { EventReader } from '../../../engine/scan/event-reader';

const pipeline = definePipeline({
  name: 'clicks',
  event: { ad: string(), at: epochMillis() },
  lookups: { ads: table({ file: './ads.csv', key: 'ad', columns: { ad: string(), campaign: string() } }) },
  derive: { campaign: 'lookup(ads, ad).campaign', shouted: 'upper(campaign)' },
  eventTime: 'at',
  queries: { q: { groupBy: ['shouted'], window: tumbling('10 seconds'), select: { n: count() } } },
});

const tables = (version: string, campaign: string): LookupTables => ({
  versions: { ads: version },
  rows: { ads: new Map([['a', ['a', campaign]]]) },
});

function reads(reader: EventReader, ad: string): unknown[] {
  reader.text.load(Buffer.from(JSON.stringify({ ad, at: 1_790_856_000_005 })));
  const reading = reader.read(reader.text.start);
  if (reading !== 'good') throw new Error(reader.reason);
  const ids = keyIdsOf(reader, eventQueries(pipeline)[0]!, 0);
  const ofName = (name: string): unknown => reader.slots.value(reader.names.indexOf(name));
  return [ofName('campaign'), ofName('shouted'), ids.texts[ids.current()]];
}

const remembered = (reader: EventReader): number => reader.computed.memoryOf([reader.names.indexOf('shouted')])!.entry;

test('what was looked up is remembered by its key until the tables change', () => {
  const reader = new EventReader(pipeline);
  const first = tables('1', 'red');
  reader.tables = first;
  expect([reads(reader, 'x'), reads(reader, 'a')]).toEqual([
    [null, null, '[null]'],
    ['red', 'RED', '["RED"]'],
  ]);
  reader.tables = first;
  expect([reads(reader, 'a'), remembered(reader)]).toEqual([['red', 'RED', '["RED"]'], 1]);
  reader.tables = tables('2', 'green');
  expect([reads(reader, 'a'), remembered(reader)]).toEqual([['green', 'GREEN', '["GREEN"]'], 0]);
  expect(reads(reader, 'x')).toEqual([null, null, '[null]']);
  reader.tables = first;
  expect(reads(reader, 'a')).toEqual(['red', 'RED', '["RED"]']);
});

test('texts that do not come again are not remembered any more', () => {
  const reader = new EventReader(pipeline);
  reader.tables = tables('1', 'red');
  for (let i = 0; i <= 65_536; i++) reads(reader, `x${i}`);
  for (let i = 0; i < 2; i++) expect([reads(reader, 'a'), remembered(reader)]).toEqual([['red', 'RED', '["RED"]'], -1]);
  reader.tables = tables('2', 'green');
  expect([reads(reader, 'a'), remembered(reader)]).toEqual([['green', 'GREEN', '["GREEN"]'], 0]);
});

test('texts that come again are remembered anew once there are too many', () => {
  const reader = new EventReader(pipeline);
  reader.tables = tables('1', 'red');
  for (let i = 0; i <= 65_536; i++) {
    reads(reader, `x${i}`);
    reads(reader, `x${i}`);
  }
  expect([reads(reader, 'a'), remembered(reader)]).toEqual([['red', 'RED', '["RED"]'], 1]);
});
