import { type WriteObserver, MeteredTable } from '../../../lambda/metrics/metered-table';
import { gapKey } from '../../../engine/store/keys';
import { MemoryTable } from '../../support/memory-table';

test('a gap is told once, by whoever put it', async () => {
  const gaps: string[][] = [];
  const observer: WriteObserver = {
    commit: () => undefined,
    gap: (shardId, after) => void gaps.push([shardId, after]),
  };
  const clock = { now: () => 0, sleep: () => Promise.resolve() };
  const table = new MeteredTable(new MemoryTable(), clock, observer);
  const item = { ...gapKey('shard-0', '7'), foundAtMs: 1 };
  expect(await table.put(item, { kind: 'absent' })).toBe(true);
  expect(await table.put(item, { kind: 'absent' })).toBe(false);
  expect(gaps).toEqual([['shard-0', '7']]);
});
