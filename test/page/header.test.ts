import type { StatusAnswer } from '../../api/contract';
import { lateEvents } from '../../page/header';

const events = (late: Record<string, number>): StatusAnswer['events'] => ({
  decoded: 10,
  quarantined: 0,
  duplicates: 0,
  skipped: 0,
  accepted: {},
  filtered: {},
  late,
});

test('an event that is late for four queries is one late event', () => {
  expect(lateEvents(events({ a: 1, b: 1, c: 1, d: 1 }))).toBe(1);
  expect(lateEvents(events({ a: 1, b: 3 }))).toBe(3);
  expect(lateEvents(events({}))).toBe(0);
});
