import { click, clicks, T0 } from '../support/clicks';
import type { KinesisModel } from './kinesis-model';
import { BEGIN } from './shards';
import type { Stage } from './language/query';
import { quietWorld } from './quiet-world';
import type { CommitRow } from './read-state';
import { Stands } from './stands';

/** Puts a click on the shard of the lowest hash keys, and its first commit. */
function committed(kinesis: KinesisModel, seconds: number): CommitRow {
  kinesis.put(0, Buffer.from(''), [{ kind: 'object', index: 0, fields: click(seconds) }]);
  const { shardId, records } = kinesis.openShards().find(({ range }) => range[0] === 0)!;
  const { generation } = stage;
  const to = records.at(-1)!.sequenceNumber;
  return { shardId, from: BEGIN, to, generation, gapAfter: null, boundMs: null } as unknown as CommitRow;
}

const stage: Stage = { ...clicks(), meaning: { derived: [], queries: {} } };

test('a shard without a commit stands where its parents stand in the epoch, whatever is committed while it is put', () => {
  const { kinesis } = quietWorld();
  const stands = new Stands(kinesis, [stage]);
  stands.take(committed(kinesis, 9));
  kinesis.split();
  const left = committed(kinesis, 5);
  stands.take(left);
  kinesis.merge();
  const child = [...kinesis.shards.keys()].at(-1)!;
  const stand = (applied: string) => ({ [left.shardId]: { applied, maxEventTimeMs: null, idle: false } });
  expect(stands.ofParents(child, stand(BEGIN))).toBe(T0 + 9_000);
  expect(stands.ofParents(child, stand(left.to))).toBe(T0 + 5_000);
  expect(stands.ofParents(child, {})).toBe(T0 + 5_000);
});
