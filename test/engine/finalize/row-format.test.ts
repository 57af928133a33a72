import { createHash } from 'node:crypto';
import {
  count,
  definePipeline,
  epochMillis,
  hopping,
  number,
  quantile,
  session,
  string,
  topK,
} from '../../../engine/index';
import type { Item } from '../../../engine/ports';
import { decodeRows, ROW_FORMAT } from '../../../engine/store/rows';
import { indexPk, QUERIES_PK, timeKey } from '../../../engine/store/keys';
import { groupOfPartial } from '../../../engine/store/pane-groups';
import type * as clicksModule from '../../support/clicks';
import { click, clicks, T0 } from '../../support/clicks';
import type { MemoryTable } from '../../support/memory-table';
import type * as rigModule from '../../support/rig';
import { Rig } from '../../support/rig';

const NEXT = ROW_FORMAT + 1;

/** The engine as a later version has it, which writes rows in another format. */
function later(): { Rig: typeof rigModule.Rig; clicks: typeof clicksModule.clicks } {
  let modules: ReturnType<typeof later> | undefined;
  jest.isolateModules(() => {
    jest.doMock('../../../engine/store/rows', () => ({
      ...jest.requireActual<object>('../../../engine/store/rows'),
      ROW_FORMAT: NEXT,
      decodeRows: (bytes: Uint8Array, paneMs: number) => {
        if (bytes[0] !== NEXT) throw new Error('not a row of this version');
        return decodeRows(bytes.subarray(1), paneMs);
      },
      encodeRows: (...parameters: unknown[]) => {
        const { encodeRows } = jest.requireActual<{ encodeRows: (...p: unknown[]) => Uint8Array }>(
          '../../../engine/store/rows',
        );
        return Buffer.concat([Buffer.of(NEXT), encodeRows(...parameters)]);
      },
    }));
    /* eslint-disable @typescript-eslint/no-require-imports */
    modules = {
      Rig: (require('../../support/rig') as typeof rigModule).Rig,
      clicks: (require('../../support/clicks') as typeof clicksModule).clicks,
    };
    /* eslint-enable @typescript-eslint/no-require-imports */
    jest.dontMock('../../../engine/store/rows');
  });
  return modules!;
}

/** What runs after a deploy of that version over the same tables. */
function deployed(rig: Rig, { Rig: LaterRig, clicks: laterClicks } = later()): Rig {
  const next = new LaterRig(laterClicks({ late: { allowed: '1 minute' } }), rig.source);
  return Object.assign(next, { state: rig.state, results: rig.results, nowMs: rig.nowMs + 300_000 });
}

const partialsOf = (rig: Rig): Item[] => (rig.state as MemoryTable).items.filter(({ pk }) => pk.startsWith('P#'));

const lateLines = (rig: Rig) =>
  [...rig.objects]
    .filter(([name]) => name.startsWith('late/'))
    .flatMap(([, text]) => text.trim().split('\n'))
    .map(line => JSON.parse(line) as { reason: string; query: string; format: number; pane: string; rows: string });

test("the row format is part of a query's id", () => {
  const [query] = clicks().queries;
  const [next] = later().clicks().queries;
  expect(next!.id).not.toBe(query!.id);
  expect(later().clicks().generation).not.toBe(clicks().generation);
});

test('a version with another row format starts the state anew, and hands on the rows that it cannot read', async () => {
  const rig = new Rig(clicks({ late: { allowed: '1 minute' } }));
  await rig.aggregate([rig.put([click(1), click(2, 'about'), click(12)])]);
  await rig.finalize({ whenIdle: 'hold' });
  const next = deployed(rig);
  await next.aggregate([next.put([click(25), click(130)])]);
  await next.finalize({ whenIdle: 'hold' });
  const values = next.latest().map(({ window, values: { n } }) => [window.start, n]);
  expect(values).toEqual([[new Date(T0 + 20_000).toISOString(), 1]]);
  const lines = lateLines(next);
  expect(lines).toMatchObject([
    { reason: 'another row format', query: rig.pipeline.queries[0]!.id, format: ROW_FORMAT },
  ]);
  const rows = decodeRows(Buffer.from(lines[0]!.rows, 'base64'), 10_000);
  expect(rows.map(({ paneStartMs, key }) => [paneStartMs - T0, key])).toEqual([
    [0, '["about"]'],
    [0, '["home"]'],
    [10_000, '["home"]'],
  ]);
});

test('rows of another format are handed on once, and deleted with their windows', async () => {
  const rig = new Rig(clicks({ late: { allowed: '1 minute' } }));
  await rig.aggregate([rig.put([click(1)])]);
  await rig.finalize({ whenIdle: 'hold' });
  const next = deployed(rig);
  for (const at of [70, 140, 210, 280, 350, 420]) {
    next.nowMs += 20 * 60_000;
    await next.aggregate([next.put([click(at)])]);
    await next.finalize({ tick: true, whenIdle: 'hold' });
  }
  expect(lateLines(next)).toHaveLength(1);
  const { id } = rig.pipeline.queries[0]!;
  expect(partialsOf(next).filter(({ pk }) => pk.includes(id))).toEqual([]);
  expect(await next.state.query(indexPk(id))).toEqual([]);
});

/** Puts the state where earlier versions had it: a partition for each pane group. Some of them did not state their format. */
async function asBefore(rig: Rig, format: number | undefined): Promise<void> {
  const partials = partialsOf(rig);
  await rig.state.deleteBatch(partials);
  for (const { pk, sk, rows } of partials) {
    const { queryId, startMs } = groupOfPartial({ pk, sk })!;
    await rig.state.putBatch([
      { pk: `P#${queryId}#${timeKey(startMs)}`, sk: sk.slice(sk.indexOf('#') + 1), rows: rows! },
    ]);
  }
  const [{ format: _, panes, ...item }] = (await rig.state.query(QUERIES_PK)) as [Item];
  await rig.state.putBatch([{ ...item, ...(format !== undefined && { format, panes: panes! }) } as Item]);
}

test.each([2, undefined])('rows of format %s, which stood elsewhere, are handed on once, and deleted', async format => {
  const rig = new Rig(clicks({ late: { allowed: '1 minute' } }));
  rig.nowMs += 60_000;
  await rig.aggregate([rig.put([click(1), click(65)])]);
  await asBefore(rig, format);
  const { id } = rig.pipeline.queries[0]!;
  expect(partialsOf(rig).map(({ pk }) => pk)).toEqual([T0, T0 + 60_000].map(ms => `P#${id}#${timeKey(ms)}`));
  const next = deployed(rig);
  for (const at of [140, 210, 280, 350, 420]) {
    next.nowMs += 20 * 60_000;
    await next.aggregate([next.put([click(at)])]);
    await next.finalize({ tick: true, whenIdle: 'hold' });
  }
  expect(lateLines(next)).toMatchObject(
    [0, 60].map(seconds => ({ format: format ?? null, pane: new Date(T0 + seconds * 1_000).toISOString() })),
  );
  expect(partialsOf(next).filter(({ pk }) => pk.includes(id))).toEqual([]);
});

test('who changes what is stored raises the row format: these bytes belong to it', async () => {
  const names = ['count', 'sum', 'avg', 'min', 'max', 'stddev', 'first', 'last', 'approxDistinct'] as const;
  const select = {
    ...Object.fromEntries(names.map(kind => [kind, { kind, field: 'v' as const }])),
    top: topK('k', 3),
    half: quantile('v', 0.5),
  };
  const rig = new Rig(
    definePipeline({
      name: 'all',
      event: { k: string(), v: number(), at: epochMillis() },
      eventTime: 'at',
      queries: {
        grid: { groupBy: ['k'], window: hopping('10 seconds', '5 seconds'), select },
        runs: { groupBy: ['k'], window: session('5 seconds'), select: { n: count() } },
      },
    }),
  );
  const events = Array.from({ length: 40 }, (_, i) => ({ k: `k${i % 7}`, v: (i * 37) % 11, at: T0 + i * 700 }));
  await rig.aggregate([rig.put(events.slice(0, 25)), rig.put(events.slice(25))]);
  const partials = partialsOf(rig);
  const bytes = partials.map(({ rows }) => Buffer.from(rows as Uint8Array).toString('hex')).sort();
  const digest = createHash('sha256').update(bytes.join('\n')).digest('hex').slice(0, 16);
  expect({ ROW_FORMAT, partials: bytes.length, digest }).toEqual({
    ROW_FORMAT: 3,
    partials: 2,
    digest: '5dd7ae64fbd53c52',
  });
});
