import fc from 'fast-check';
import { eventQueries } from '../../../engine/definition/pipeline';
import { isTotals } from '../../../engine/store/pane-groups';
import { column } from '../../simulation/language/expression';
import { aggregate } from '../../simulation/language/query';
import { batchOf } from '../../simulation/oracle';
import { CountingTable } from '../../support/counting-table';
import { MemoryTable } from '../../support/memory-table';
import { Rig } from '../../support/rig';
import { commit, end, MINUTE, sessionsOf, spans, START_MS, visit, type Visit, visits } from './visits';

describe('a session', () => {
  it('holds events that are exactly a gap apart, and no further', async () => {
    const rig = new Rig(visits({ gapMs: 5 * MINUTE }));
    await commit(rig, visit(0), visit(5), visit(10), { ...visit(15), at: START_MS + 15 * MINUTE + 1 });
    await end(rig);
    expect(spans(rig)).toEqual([
      [0, 15, 3],
      [15 + 1 / MINUTE, 20 + 1 / MINUTE, 1],
    ]);
  });

  it('is joined by late events at both its ends and retracted where it no longer begins', async () => {
    const rig = new Rig(visits({ gapMs: 5 * MINUTE, allowedMs: 600 * MINUTE }));
    await commit(rig, visit(10), visit(14), visit(22), visit(60));
    expect(spans(rig)).toEqual([
      [10, 19, 2],
      [22, 27, 1],
    ]);
    await commit(rig, visit(18));
    await commit(rig, visit(6), visit(27));
    await end(rig);
    expect(spans(rig)).toEqual([
      [6, 32, 6],
      [60, 65, 1],
    ]);
    expect(rig.latest().filter(({ retracted }) => retracted)).toHaveLength(2);
  });

  it('that is still open is no result, and one row as it grows where updates are asked for', async () => {
    const closed = new Rig(visits({ gapMs: 5 * MINUTE }));
    const updated = new Rig(visits({ gapMs: 5 * MINUTE, emit: 'onUpdate' }));
    for (const minute of [0, 4, 8, 12]) {
      await commit(closed, visit(minute));
      await commit(updated, visit(minute));
    }
    expect(spans(closed)).toEqual([]);
    expect(spans(updated)).toEqual([[0, 17, 4]]);
    expect(sessionsOf(updated)).toMatchObject([{ revision: 3, final: false }]);
  });

  it.each(['onClose', 'onUpdate'] as const)('costs no more to go on with the older it is (%s)', async emit => {
    const rig = new Rig(visits({ gapMs: 5 * MINUTE, emit }));
    const memory = new MemoryTable();
    const state = new CountingTable(memory);
    rig.state = state;
    const itemsRead: number[] = [];
    for (let minute = 0; minute < 600; minute += 3) {
      const before = state.itemsRead;
      await commit(rig, visit(minute));
      itemsRead.push(state.itemsRead - before);
    }
    const early = Math.max(...itemsRead.slice(20, 70));
    const late = Math.max(...itemsRead.slice(-50));
    expect(late).toBeLessThanOrEqual(early);
    expect(memory.items.some(isTotals)).toBe(true);
    await end(rig);
    expect(spans(rig)).toEqual([[0, 602, 200]]);
  });

  it('longer than the maximum duration is cut at its multiples, also where it becomes so later', async () => {
    const rig = new Rig(visits({ gapMs: 5 * MINUTE, maxDurationMs: 30 * MINUTE, allowedMs: 600 * MINUTE }));
    await commit(rig, ...[50, 54, 58, 62].map(m => visit(m)), ...[71, 75, 79, 83].map(m => visit(m)), visit(200));
    expect(spans(rig)).toEqual([
      [50, 67, 4],
      [71, 88, 4],
    ]);
    await commit(rig, visit(66.5));
    await end(rig);
    expect(spans(rig)).toEqual([
      [50, 63, 3],
      [62, 88, 6],
      [200, 205, 1],
    ]);
  });
});

describe('sessions, however their events are cut into commits and epochs', () => {
  const gapMs = 10_000;
  const events = fc.array(
    fc.record({
      step: fc.oneof(fc.integer({ min: 0, max: 10 }), fc.constantFrom(9, 10, 11, 30)),
      back: fc.integer({ min: 0, max: 20 }),
      k: fc.constantFrom('a', 'a', 'a', 'b'),
      n: fc.integer({ min: 0, max: 99 }),
      commit: fc.boolean(),
    }),
    { minLength: 1, maxLength: 120, size: 'max' },
  );
  const settings = fc.record({
    gapMs: fc.constant(gapMs),
    maxDurationMs: fc.constantFrom(20_000, 50_000, 600_000),
    emit: fc.constantFrom('onClose' as const, 'onUpdate' as const),
    outOfOrdernessMs: fc.constant(20_000),
    allowedMs: fc.constantFrom(0, 0, 30_000, 3_600_000),
  });

  const expected = (rig: Rig, sent: readonly Visit[]) => {
    const query = eventQueries(rig.pipeline).find(({ name }) => name === 'sessions')!;
    const accepted = sent.map((values, index) => ({
      eventTimeMs: values.at,
      sequenceNumber: String(index).padStart(8, '0'),
      index: 0,
      key: [values.k],
      inputs: { 'count(*)': true, 'sum(n)': values.n },
      notBeforeMs: -Infinity,
      epoch: 1,
    }));
    const counted = aggregate('n', 'count', 'number', {});
    const summed = aggregate('sum', 'sum', 'number', { input: column('n') });
    return batchOf('visits', query, [counted, summed], accepted)
      .map(({ id, startMs, endMs, aggregates }) => ({
        id,
        startMs,
        endMs,
        n: aggregates['count(*)'],
        sum: aggregates['sum(n)'],
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  };

  const found = (rig: Rig) =>
    sessionsOf(rig).map(({ id, window, values }) => ({
      id,
      startMs: Date.parse(window.start),
      endMs: Date.parse(window.end),
      n: values['n'],
      sum: values['sum'],
    }));

  it('equal a batch over all of them, with totals and without', async () => {
    await fc.assert(
      fc.asyncProperty(settings, events, async (drawn, steps) => {
        const rigs = [new Rig(visits(drawn)), new Rig(visits(drawn))];
        const sent: Visit[] = [];
        let pending: Visit[] = [];
        let now = 0;
        for (const { step, back, k, n, commit: isCommitted } of steps) {
          now += step;
          pending.push({ at: START_MS + Math.max(0, now - back) * 1_000, k, n });
          if (!isCommitted) continue;
          for (const rig of rigs) await commit(rig, ...pending);
          sent.push(...pending);
          pending = [];
          await rigs[1]!.state.deleteBatch(totalsOf(rigs[1]!));
        }
        if (pending.length > 0) for (const rig of rigs) await commit(rig, ...pending);
        sent.push(...pending);
        for (const rig of rigs) await end(rig);
        const { objects } = rigs[0]!;
        expect([...objects.values()]).toEqual([]);
        expect(found(rigs[0]!)).toEqual(expected(rigs[0]!, sent));
        expect(rigs[1]!.emitted).toEqual(rigs[0]!.emitted);
      }),
      { numRuns: 25 },
    );
  });
});

const totalsOf = ({ state }: Rig) => (state as MemoryTable).items.filter(isTotals);
