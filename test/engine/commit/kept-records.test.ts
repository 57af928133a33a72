import { isAnyKept } from '../../../engine/commit/kept-records';
import type { SourceStream } from '../../../engine/ports';
import { padSequenceNumber } from '../../../engine/sequence-number';
import { MemorySource } from '../../support/memory-source';

test('a record is kept that is found behind some empty pages', async () => {
  const source = new MemorySource();
  source.put('shard-0', 'one', 0);
  expect(await isAnyKept(source, 'shard-0', padSequenceNumber('1'))).toBe(true);
  const read = source.getRecords.bind(source);
  let empty = 3;
  source.getRecords = (iterator, limit) =>
    empty-- > 0
      ? Promise.resolve({ records: [], next: iterator, millisBehindLatest: 3_600_000, childShards: [] })
      : read(iterator, limit);
  expect(await isAnyKept(source, 'shard-0', padSequenceNumber('1'))).toBe(true);
});

test('none is kept where pages up to now are empty, and where no page of many has one', async () => {
  const never = (millisBehindLatest: number): SourceStream =>
    Object.assign(new MemorySource(), {
      getRecords: (iterator: string) =>
        Promise.resolve({ records: [], next: iterator, millisBehindLatest, childShards: [] }),
    });
  expect(await isAnyKept(never(0), 'shard-0', padSequenceNumber('1'))).toBe(false);
  expect(await isAnyKept(never(1_000), 'shard-0', padSequenceNumber('1'))).toBe(false);
});
