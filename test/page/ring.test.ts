import { Ring } from '../../page/ring';

const point = (startMs: number, revision = 0) => ({ startMs, revision, final: true, values: [revision] });
const starts = (ring: Ring) => ring.since(-Infinity).map(({ startMs }) => startMs);

test('windows are in order of their start, whatever order they came in', () => {
  const ring = new Ring(5);
  for (const startMs of [3, 1, 2]) ring.put(point(startMs));
  expect(starts(ring)).toEqual([1, 2, 3]);
  expect(ring.since(2).map(({ startMs }) => startMs)).toEqual([2, 3]);
});

test('the highest revision of a window counts', () => {
  const ring = new Ring(5);
  ring.put(point(1, 2));
  expect(ring.put(point(1, 1))).toBe(false);
  expect(ring.latest?.revision).toBe(2);
});

test('the oldest window goes when there are too many, and one older still is not taken', () => {
  const ring = new Ring(3);
  for (const startMs of [1, 2, 3, 4]) ring.put(point(startMs));
  expect(ring.put(point(0))).toBe(false);
  expect(starts(ring)).toEqual([2, 3, 4]);
});
