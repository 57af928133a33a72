import { count, definePipeline, epochMillis, sma, string, sum, tumbling } from '../../../engine/index';
import { T0 } from '../../support/clicks';
import type { MemoryTable } from '../../support/memory-table';
import { Rig } from '../../support/rig';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Epochs at these minutes close for good what was long before, and are not themselves long ago enough: their results stay. */
const LATER = [20, 21, 22, 23];

interface Keeps {
  readonly keep?: string;
  readonly late?: string;
  readonly over?: 'none' | 'hours' | 'averages';
}

function visits({ keep, late = '0 ms', over = 'none' }: Keeps) {
  return definePipeline({
    name: 'visits',
    event: { page: string(), at: epochMillis() },
    eventTime: 'at',
    watermark: { outOfOrderness: 0, idleTimeout: '30 seconds', maxFutureSkew: '10 hours' },
    late: { allowed: late },
    queries: {
      minutes: {
        groupBy: ['page'],
        window: tumbling('1 minute'),
        select: { n: count() },
        ...(keep !== undefined && { keep }),
      },
      ...(over === 'hours' && { hours: { over: 'minutes', window: tumbling('1 hour'), select: { n: sum('n') } } }),
      ...(over === 'averages' && { averages: { over: 'minutes', select: { mean: sma('n', 30) } } }),
    },
  });
}

const visit = (minutes: number, page = 'home') => ({ page, at: T0 + minutes * MINUTE_MS });

/** A visit at each of these minutes of event time, an epoch after each. */
async function visited(keeps: Keeps, minutes: readonly number[], pages: readonly string[] = ['home']): Promise<Rig> {
  const rig = new Rig(visits(keeps));
  for (const minute of minutes) await visitAt(rig, minute, pages);
  return rig;
}

async function visitAt(rig: Rig, minute: number, pages: readonly string[] = ['home']): Promise<void> {
  await rig.aggregate([rig.put(pages.map(page => visit(minute, page)))]);
  await rig.finalize();
}

/** Ticks after a while. */
async function tickAfter(rig: Rig, ms: number): Promise<void> {
  rig.nowMs += ms;
  await rig.finalize({ tick: true });
}

/** The minutes of which results stand. */
async function standing(rig: Rig, query = 'minutes'): Promise<number[]> {
  const heads = await rig.results.query(query);
  return heads.map(({ sk }) => (Number(sk.slice(0, 16)) - 1e15 - T0) / MINUTE_MS);
}

describe('results that are kept for a while', () => {
  it('are deleted so long after they were written, and not before', async () => {
    const rig = await visited({ keep: '2 hours' }, [0, 1, 2, ...LATER]);
    await tickAfter(rig, 2 * HOUR_MS - 1);
    expect(await standing(rig)).toEqual([0, 1, 2, ...LATER]);
    await tickAfter(rig, 1);
    expect(await standing(rig)).toEqual(LATER);
  });

  it('stay for ever without keep', async () => {
    const rig = await visited({}, [0, 1, 2, ...LATER]);
    await tickAfter(rig, 1_000 * HOUR_MS);
    expect(await standing(rig)).toEqual([0, 1, 2, ...LATER]);
  });

  it('go by when they were written last, whatever their event time', async () => {
    const rig = await visited({ keep: '2 hours', late: '5 minutes' }, [0, 1]);
    rig.nowMs += HOUR_MS;
    await visitAt(rig, 0);
    for (const minute of LATER) await visitAt(rig, minute);
    await tickAfter(rig, HOUR_MS);
    expect(await standing(rig)).toEqual([0, 1, ...LATER]);
    await tickAfter(rig, HOUR_MS);
    expect(await standing(rig)).toEqual(LATER);
  });

  it('stay while their window can be revised, however old they are', async () => {
    const rig = await visited({ keep: '1 minute', late: '1 hour' }, [0, 10, 20]);
    await tickAfter(rig, 48 * HOUR_MS);
    expect(await standing(rig)).toEqual([0, 10, 20]);
    await visitAt(rig, 0);
    expect(rig.latest().map(({ revision, values }) => [revision, values['n']])).toEqual([
      [1, 2],
      [0, 1],
      [0, 1],
    ]);
  });

  it('stay while a window over them may read them', async () => {
    const rig = await visited({ keep: '1 minute', over: 'hours' }, [0, 30, 62, 63]);
    await tickAfter(rig, 24 * HOUR_MS);
    expect(await standing(rig)).toEqual([0, 30, 62, 63]);
    for (const minute of LATER) await visitAt(rig, 200 + minute);
    await tickAfter(rig, 24 * HOUR_MS);
    expect(await standing(rig)).toEqual(LATER.map(minute => 200 + minute));
    expect(await standing(rig, 'hours')).toEqual([0, 60, 180]);
  });

  it('stay while a function along their windows looks back on them', async () => {
    const rig = await visited({ keep: '1 minute', over: 'averages' }, [0, 1, 29, 30]);
    await tickAfter(rig, 24 * HOUR_MS);
    expect(await standing(rig)).toEqual([0, 1, 29, 30]);
    for (const minute of LATER) await visitAt(rig, 90 + minute);
    await tickAfter(rig, 24 * HOUR_MS);
    expect(await standing(rig)).toEqual(LATER.map(minute => 90 + minute));
  });

  it('are deleted whole where a window has many keys', async () => {
    const pages = Array.from({ length: 900 }, (_, i) => `page ${i}`);
    const rig = await visited({ keep: '1 hour' }, [0, 1], pages);
    for (const minute of LATER) await visitAt(rig, minute);
    const all = (): string[] => [...(rig.results as MemoryTable).items].map(({ sk }) => sk);
    expect(all().length).toBeGreaterThan(64);
    await tickAfter(rig, HOUR_MS);
    expect(await standing(rig)).toEqual(LATER);
    expect(all()).toHaveLength(LATER.length);
  });

  it('of a window of many keys go by when the last of them was written', async () => {
    const pages = Array.from({ length: 900 }, (_, i) => `page ${i}`);
    const rig = await visited({ keep: '2 hours', late: '5 minutes' }, [0, 1], pages);
    rig.nowMs += HOUR_MS;
    await visitAt(rig, 0, ['page 7']);
    for (const minute of LATER) await visitAt(rig, minute);
    await tickAfter(rig, HOUR_MS);
    expect(await standing(rig)).toEqual([0, 1, ...LATER]);
    await tickAfter(rig, HOUR_MS);
    expect(await standing(rig)).toEqual(LATER);
  });

  it('go by the start of their window where it was not noted when they were written', async () => {
    const rig = await visited({ keep: '1 hour' }, [0, 1, ...LATER]);
    for (const { cutAtMs: _, ...item } of await rig.results.query('minutes'))
      await rig.results.put(item, { kind: 'absentOrLower', attribute: 'epoch', value: Infinity });
    await tickAfter(rig, HOUR_MS - 1);
    expect(await standing(rig)).toEqual([0, 1, ...LATER]);
    await tickAfter(rig, MINUTE_MS + 1);
    expect(await standing(rig)).toEqual(LATER);
  });
});

test('what another tick deletes between two reads is no failure', async () => {
  const rig = await visited({ keep: '1 minute' }, [0, 1, 2, ...LATER]);
  const { results } = rig;
  let reads = 0;
  rig.results = Object.assign(Object.create(results) as typeof results, {
    query: async (...range: Parameters<typeof results.query>) => {
      const found = await results.query(...range);
      // The first read of a tick that deletes finds a block; when it reads again, all of them are gone.
      return range[1]?.limit !== undefined && found.length > 0 && ++reads > 1 ? [] : found;
    },
  });
  await tickAfter(rig, HOUR_MS);
  expect(reads).toBeGreaterThan(1);
});
