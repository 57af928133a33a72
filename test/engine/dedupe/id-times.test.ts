import fc from 'fast-check';
import { IdTimes } from '../../../engine/dedupe/id-times';
import { eventId } from '../../../engine/dedupe/event-id';

const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ id: fc.integer({ min: 0, max: 300 }), ms: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ forget: fc.nat(100) }) },
);

test('ids are remembered and forgotten in order, as a map would', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 600 }), steps => {
      const ids = new IdTimes();
      const map = new Map<string, number>();
      let nowMs = 1_000;
      for (const one of steps) {
        if ('forget' in one) {
          ids.forgetBefore(nowMs - one.forget);
          for (const [id, ms] of map) {
            if (ms >= nowMs - one.forget) break;
            map.delete(id);
          }
        } else {
          nowMs += one.ms;
          const id = eventId('id', one.id);
          expect(ids.get(id)).toBe(map.get(id));
          ids.remember(id, nowMs);
          map.delete(id);
          map.set(id, nowMs);
        }
      }
      expect([...ids]).toEqual([...map]);
      expect(ids.size).toBe(map.size);
    }),
    { numRuns: 50 },
  );
});
