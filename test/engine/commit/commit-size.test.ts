import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { count, definePipeline, epochMillis, string, sum, integer, tumbling } from 'tidemark';
import { type Commit, readHead } from '../../../engine/store/chain';
import { RECORD_SIDES_MAX } from '../../../engine/commit/record-sides';
import { ENTRY_BYTES_MAX, SAMPLE_BYTES_MAX, type SideEntry } from '../../../engine/store/side-entry';
import { RECORD_ROWS_MAX } from '../../../engine/commit/tally';
import { touchedPanes } from '../../../engine/store/touched-panes';
import { RECORD_EVENTS_MAX } from '../../../engine/events/open-record';
import { ITEM_BYTES_LIMIT, itemBytes } from '../../../engine/store/item-size';
import type { MemoryTable } from '../../support/memory-table';
import { Rig } from '../../support/rig';

const AT_MS = Date.UTC(2025, 11, 1);

const readings = (queries: number, allowed = '1 hour') =>
  definePipeline({
    name: 'readings',
    event: { k: string(), v: integer().optional(), at: epochMillis() },
    eventTime: 'at',
    late: { allowed },
    queries: Object.fromEntries(
      Array.from({ length: queries }, (_, i) => [
        `q${i}`,
        { groupBy: ['k'] as const, window: tumbling('1 second', { offset: i }), select: { n: count(), v: sum('v') } },
      ]),
    ),
  });

const lines = (count: number, line: (i: number) => unknown): string =>
  Array.from({ length: count }, (_, i) => JSON.stringify(line(i))).join('\n');

const head = async (rig: Rig): Promise<Commit> => (await readHead(rig.state, 'shard-0'))!;

async function entriesOf(rig: Rig): Promise<SideEntry[]> {
  const items = await rig.state.query('S#shard-0');
  return items.flatMap(item => (item['entries'] ? (JSON.parse(item['entries'] as string) as SideEntry[]) : []));
}

function largestItem(rig: Rig): number {
  return Math.max(...[...(rig.state as MemoryTable).items.values()].map(itemBytes));
}

describe('a commit', () => {
  it('takes bad records that are not text, sized as the UTF-8 that they become', async () => {
    const rig = new Rig(readings(1));
    await rig.aggregate(Array.from({ length: 400 }, () => rig.put(Buffer.alloc(5_000, 0xff))));
    await rig.finalize({ endOfInput: true });
    expect(await head(rig)).toMatchObject({ counts: { decoded: 400, quarantined: 400 } });
    expect(await entriesOf(rig)).toHaveLength(400);
    expect(largestItem(rig)).toBeLessThan(ITEM_BYTES_LIMIT);
  });

  it('takes bad events of any writing, control characters included', async () => {
    const rig = new Rig(readings(1));
    const texts = ['日'.repeat(4_000), '\u0001'.repeat(9_000), '😀'.repeat(3_000), '\\'.repeat(9_000)];
    await rig.aggregate(Array.from({ length: 600 }, (_, i) => rig.put(Buffer.from(texts[i % 4]!))));
    for (const entry of await entriesOf(rig)) {
      expect(Buffer.byteLength(JSON.stringify(entry))).toBeLessThanOrEqual(ENTRY_BYTES_MAX);
      expect(entry.event.isWellFormed() && !entry.event.includes('\ufffd')).toBe(true);
      expect(entry.bytes).toBeGreaterThanOrEqual(9_000);
      expect(Buffer.byteLength(entry.event)).toBeLessThanOrEqual(SAMPLE_BYTES_MAX);
    }
    expect(largestItem(rig)).toBeLessThan(ITEM_BYTES_LIMIT);
  });

  it('takes an entry of the largest size', async () => {
    const name = 'q'.repeat(64);
    const queries = Object.fromEntries(
      Array.from({ length: 32 }, (_, i) => [
        `${name.slice(2)}${String(i).padStart(2, '0')}`,
        { window: tumbling('1 second'), select: { n: count() } },
      ]),
    );
    const rig = new Rig(
      definePipeline({
        name: 'long',
        event: { at: epochMillis() },
        eventTime: 'at',
        late: { allowed: 0 },
        queries,
      }),
    );
    await rig.aggregate([rig.put({ at: AT_MS + 10_000 })]);
    await rig.finalize();
    await rig.aggregate([rig.put({ at: AT_MS + 10_000 })]);
    await rig.aggregate([
      rig.put(`{"at":${AT_MS},"a":"${'\u007f\ufffd'.repeat(3_000)}"}`),
      rig.put('\u0001'.repeat(5_000)),
    ]);
    const entries = await entriesOf(rig);
    expect(entries.map(({ kind }) => kind)).toEqual(['late', 'quarantine']);
    for (const entry of entries) expect(Buffer.byteLength(JSON.stringify(entry))).toBeLessThanOrEqual(ENTRY_BYTES_MAX);
  });

  it.each([
    ['60,000 panes of one query', 1, 60_000],
    ['50,000 panes of ten queries', 10, 5_000],
  ])('takes one record of %s', async (_, queries, count) => {
    const rig = new Rig(readings(queries));
    const record = gzipSync(lines(count, i => ({ k: 'a', v: i, at: AT_MS + i * 1000 })));
    await rig.aggregate([rig.put(record)]);
    const commit = await head(rig);
    expect(commit.counts).toMatchObject({ quarantined: 0, accepted: { q0: count } });
    const touched = await touchedPanes(rig.state, commit);
    expect(Object.values(touched).map(panes => panes.length)).toEqual(Array<number>(queries).fill(count));
    expect(largestItem(rig)).toBeLessThan(ITEM_BYTES_LIMIT);
  });

  it('lists the panes of a record that are far apart in items of their own', async () => {
    const rig = new Rig(readings(1));
    const record = gzipSync(lines(25_000, i => ({ k: 'a', v: 1, at: i * 20_000_000 })));
    await rig.aggregate([rig.put(record)]);
    const commit = await head(rig);
    expect(typeof commit.touched).toBe('number');
    const panes = (await touchedPanes(rig.state, commit))[rig.pipeline.queries[0]!.id]!;
    expect(panes).toHaveLength(25_000);
    expect([panes[0], panes[1], panes.at(-1)]).toEqual([0, 20_000_000, 24_999 * 20_000_000]);
    expect(largestItem(rig)).toBeLessThan(ITEM_BYTES_LIMIT);
  });

  it('takes 40,000 keys of one record', async () => {
    const rig = new Rig(readings(1));
    await rig.aggregate([rig.put(gzipSync(lines(40_000, i => ({ k: `ключ-${i}`, at: AT_MS }))))]);
    expect(await head(rig)).toMatchObject({ counts: { quarantined: 0, accepted: { q0: 40_000 } } });
    expect(largestItem(rig)).toBeLessThan(ITEM_BYTES_LIMIT);
  });

  it('holds no more rows of a record than it may; the events that would add one are bad', async () => {
    const rig = new Rig(readings(8));
    const count = RECORD_ROWS_MAX / 8 + 100;
    await rig.aggregate([
      rig.put(gzipSync(lines(count, i => ({ k: `${i}`, at: AT_MS })))),
      rig.put({ k: '1', at: AT_MS }),
    ]);
    expect(await head(rig)).toMatchObject({
      totals: { decoded: count + 1, quarantined: 100, accepted: { q7: count - 99 } },
    });
    expect((await entriesOf(rig))[0]).toMatchObject({
      index: count - 100,
      reason: `the record's events fall into more than ${RECORD_ROWS_MAX} panes and keys`,
    });
  });

  it('lists as many bad lines of a record as it has room for, and counts the others', async () => {
    const rig = new Rig(readings(1));
    await rig.aggregate([rig.put(gzipSync('x\n'.repeat(40_000))), rig.put({ k: 'a', at: AT_MS })]);
    expect(await head(rig)).toMatchObject({ totals: { decoded: 40_001, quarantined: 40_000 } });
    const entries = await entriesOf(rig);
    const rest = entries.pop()!;
    expect(rest.reason).toBe(`${40_000 - entries.length} bad events of this record from this one on, too many to list`);
    expect(rest.index).toBe(entries.length);
    expect(rest.bytes + entries.length).toBe(40_000);
    expect(entries.length * 321).toBeGreaterThan(RECORD_SIDES_MAX - 321);
    expect(largestItem(rig)).toBeLessThan(ITEM_BYTES_LIMIT);
  });

  it('takes what follows the most events that a record may hold as one bad event', async () => {
    const rig = new Rig(definePipeline({ name: 'many', event: { at: epochMillis() }, eventTime: 'at', queries }));
    await rig.aggregate([rig.put(gzipSync('{"at":1}\n'.repeat(RECORD_EVENTS_MAX + 3))), rig.put({ at: 1 })]);
    expect(await head(rig)).toMatchObject({
      counts: { decoded: RECORD_EVENTS_MAX + 2, quarantined: 1, accepted: { all: RECORD_EVENTS_MAX + 1 } },
    });
    expect(await entriesOf(rig)).toMatchObject([
      {
        index: RECORD_EVENTS_MAX,
        reason: `a record may hold at most ${RECORD_EVENTS_MAX} events`,
        event: '{"at":1}\n{"at":1}\n{"at":1}\n',
        bytes: 27,
      },
    ]);
  });
});

const queries = { all: { window: tumbling('1 second'), select: { n: count() } } };

/** As amazon-kinesis-producer writes it. */
function kpl(payloads: readonly Buffer[]): Buffer {
  const length = (n: number): Buffer => (n < 128 ? Buffer.of(n) : Buffer.of((n & 127) | 128, n >> 7));
  const field = (tag: number, bytes: Buffer): Buffer =>
    Buffer.concat([Buffer.of((tag << 3) | 2), length(bytes.length), bytes]);
  const message = Buffer.concat(payloads.map(data => field(3, Buffer.concat([Buffer.of(8, 0), field(3, data)]))));
  return Buffer.concat([Buffer.of(0xf3, 0x89, 0x9a, 0xc2), message, createHash('md5').update(message).digest()]);
}

const good = JSON.stringify({ k: 'good', v: 1, at: AT_MS });

it.each<[string, string | Buffer, { decoded: number; quarantined: number }]>([
  [
    'nested 100,000 deep',
    `{"k":"a","at":${AT_MS},"x":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`,
    { decoded: 1, quarantined: 0 },
  ],
  ['nested 100,000 arrays deep and never closed', '['.repeat(100_000), { decoded: 1, quarantined: 1 }],
  [
    'of 50,000 names',
    `{${Array.from({ length: 50_000 }, (_, i) => `"n${i}":${i},`).join('')}"k":"a","at":${AT_MS}}`,
    { decoded: 1, quarantined: 0 },
  ],
  [
    'with __proto__ and constructor',
    `{"__proto__":{"k":"x"},"constructor":1,"k":"a","at":${AT_MS}}`,
    { decoded: 1, quarantined: 0 },
  ],
  ['whose fields only __proto__ has', `{"__proto__":{"k":"x","at":${AT_MS}}}`, { decoded: 1, quarantined: 1 }],
  ['with a name twice', `{"k":"a","k":1,"at":${AT_MS}}`, { decoded: 1, quarantined: 1 }],
  ['of random bytes', randomBytes(10_000), { decoded: -1, quarantined: -1 }],
  ['that is empty', '', { decoded: 1, quarantined: 1 }],
  ['of blank lines', '\n \n\t\n', { decoded: 1, quarantined: 1 }],
  ['of zero bytes', Buffer.alloc(1000), { decoded: 1, quarantined: 1 }],
  [
    'an aggregate of empty payloads',
    kpl(Array.from({ length: 1000 }, () => Buffer.alloc(0))),
    { decoded: 1000, quarantined: 1000 },
  ],
  [
    'an aggregate with a bad payload',
    kpl([Buffer.from(good), Buffer.from([0xff]), Buffer.from(good)]),
    { decoded: 3, quarantined: 1 },
  ],
  ['an aggregate of nothing', kpl([]), { decoded: 0, quarantined: 0 }],
  ['with a number out of range', `{"k":"a","v":1e999,"at":${AT_MS}}`, { decoded: 1, quarantined: 1 }],
  [
    'with a key of 512 control characters',
    JSON.stringify({ k: '\u0001'.repeat(512), at: AT_MS }),
    { decoded: 1, quarantined: 0 },
  ],
  ['with a key of 513 characters', JSON.stringify({ k: 'x'.repeat(513), at: AT_MS }), { decoded: 1, quarantined: 1 }],
  ['with half of a surrogate pair', `{"k":"\\ud800","at":${AT_MS}}`, { decoded: 1, quarantined: 0 }],
])('a record %s keeps none that follow it', async (_, record, expected) => {
  const rig = new Rig(readings(1));
  await rig.aggregate([rig.put(Buffer.from(record)), rig.put(good)]);
  await rig.finalize({ endOfInput: true });
  const { totals } = await head(rig);
  expect(totals.decoded).toBe((totals.accepted['q0'] ?? 0) + totals.quarantined);
  if (expected.decoded < 0) return;
  expect(totals).toMatchObject({ decoded: expected.decoded + 1, quarantined: expected.quarantined });
});
