import { markOf, Ring } from '../../page/ring';

const point = (startMs: number, revision = 0, final = true) => ({
  startMs,
  revision,
  final,
  revised: false,
  values: [revision],
});
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
  expect(ring.at(1)?.revision).toBe(2);
  expect(ring.at(2)).toBeUndefined();
});

test('the oldest window goes when there are too many, and one older still is not taken', () => {
  const ring = new Ring(3);
  for (const startMs of [1, 2, 3, 4]) ring.put(point(startMs));
  expect(ring.put(point(0))).toBe(false);
  expect(starts(ring)).toEqual([2, 3, 4]);
});

test('the latest closed window may stand before open ones', () => {
  const ring = new Ring(5);
  expect(ring.latestClosed).toBeUndefined();
  ring.put(point(1));
  ring.put(point(2, 0, false));
  expect(ring.latestClosed?.startMs).toBe(1);
});

test('an open window is marked as such, and a closed one only where it was revised', () => {
  expect(markOf(point(1, 3, false))).toBe('open');
  expect(markOf(point(1, 3))).toBeUndefined();
  expect(markOf({ ...point(1, 3), revised: true })).toBe('revised');
});
