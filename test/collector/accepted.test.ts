import * as fc from 'fast-check';
import { readStatus } from '../../api/status';
import { collect } from '../../collector/collect';
import { TableSalts } from '../../collector/visitor';
import { eventQueries } from '../../engine/definition/pipeline';
import type { OutputRecord } from '../../engine/ports';
import pageViews from '../../pipelines/page-views';
import { MemoryTable } from '../support/memory-table';
import { Rig } from '../support/rig';

/** Posts a body, folds what the collector put on the stream, and tells what became of it. */
async function send(body: unknown, userAgent = 'Mozilla/5.0') {
  const rig = new Rig(pageViews);
  const records: OutputRecord[] = [];
  const response = await collect(
    {
      method: 'POST',
      path: '/collect',
      query: new URLSearchParams(),
      headers: { 'user-agent': userAgent },
      body: Buffer.from(JSON.stringify(body)),
      address: '203.0.113.7',
    },
    {
      stream: { putRecords: put => Promise.resolve((records.push(...put), [])) },
      salts: new TableSalts(new MemoryTable(), () => 'salt'),
      clock: rig.clock,
      isAllowedOrigin: () => true,
      honourDoNotTrack: true,
    },
  );
  // Kinesis' clock may be behind the collector's.
  await rig.aggregate(records.map(({ data }) => rig.put(Buffer.from(data), 'shard-0', rig.nowMs - 4_000)));
  await rig.finalize();
  const { events } = await readStatus(rig, rig.nowMs);
  return { status: response.status, events, taken: (JSON.parse(response.body) as { accepted?: number }).accepted ?? 0 };
}

const everyQuery = (n: number) => Object.fromEntries(eventQueries(pageViews).map(({ name }) => [name, n]));

test.each([
  ['a path of 701 characters', { url: `https://example.com/${'x'.repeat(700)}` }],
  ['a utm_source of 600 characters', { url: `https://example.com/?utm_source=${'x'.repeat(600)}` }],
  ['blanks around the address', { url: ' https://example.com/ws ' }],
  ['a clock that is ahead', { url: 'https://example.com/', time: Date.UTC(2026, 0, 1) / 1000 + 55 }],
  ['a referrer', { url: 'https://example.com/', referrer: `https://example.org/${'x'.repeat(700)}` }],
])('a view with %s is taken, and counts in every query', async (_, body) => {
  expect(await send(body)).toMatchObject({
    status: 202,
    events: { decoded: 1, quarantined: 0, accepted: everyQuery(1) },
  });
});

const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('\ud800', '\u0000', '%', '%ff', 'パス', '"', '\\', '\u2028', '🚀'),
  fc.string({ unit: fc.constantFrom('x', 'パ', '%20', '\udfff', '🚀', '\n'), minLength: 100, maxLength: 700 }),
);
const url = fc
  .tuple(
    fc.constantFrom('https://example.com/', 'https:example.com', ' http://例え.jp:81/', 'HTTP://[::1]/?utm_source='),
    fc.array(fc.oneof(oddText, fc.constantFrom('?utm_source=', '&utm_medium=', '&utm_campaign=', '#', '/../')), {
      maxLength: 6,
    }),
  )
  .map(([start, rest]) => start + rest.join(''));
const optional = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined, freq: 2 });
/** Mostly of a length that is taken. */
const field = (lengthMax: number) =>
  optional(fc.oneof({ arbitrary: oddText.map(text => text.slice(0, lengthMax) || 'x'), weight: 9 }, oddText));
const view = fc.record({
  url,
  anonymous_user_id: field(128),
  time: optional(fc.oneof(fc.double({ noNaN: true, min: 0, max: 1.8e9 }), fc.constant(Date.UTC(2026) / 1000 + 55))),
  browser: field(64),
  os: field(64),
  screen_resolution: field(32),
  referrer: optional(fc.oneof({ arbitrary: url, weight: 9 }, oddText)),
  bot: optional(fc.boolean()),
});

test('every view that the collector takes is accepted by every query, however odd', async () => {
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(view, { minLength: 1, maxLength: 3 }), oddText, async (views, userAgent) => {
      const sent = await send(views, userAgent);
      expect(sent.status === 202 ? sent.taken : 0).toBe(sent.events.decoded);
      expect(sent.events).toMatchObject({ quarantined: 0, late: {} });
      if (sent.taken > 0) expect(sent.events.accepted).toEqual(everyQuery(sent.taken));
      taken += sent.taken;
    }),
    { numRuns: 300 },
  );
  // A property of nothing would hold too.
  expect(taken).toBeGreaterThan(50);
}, 30_000);
