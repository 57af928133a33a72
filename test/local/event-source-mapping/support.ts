import type { MappingSettings, ShardInvocation, ShardRecord } from '../../../local/event-source-mapping/rules';
import { ShardModel } from '../../../local/event-source-mapping/shard-model';

/** A record numbered `n` that arrived at `arrivalMs`. */
export const record = (n: number, arrivalMs: number, sizeBytes = 10): ShardRecord => ({
  sequenceNumber: String(n),
  partitionKey: 'k',
  data: Buffer.alloc(sizeBytes),
  arrivalMs,
});

export const model = (settings: Partial<MappingSettings> = {}): ShardModel =>
  new ShardModel({ batchSize: 100, batchingWindowMs: 0, tumblingWindowMs: 10_000, ...settings });

export const numbers = (invocation: ShardInvocation | undefined): number[] | undefined =>
  invocation?.records.map(({ sequenceNumber }) => Number(sequenceNumber));

/** Takes and acknowledges every invocation that is due, with the state that `respond` gives. */
export function runAll(
  shard: ShardModel,
  nowMs: number,
  respond = (invocation: ShardInvocation): unknown => ({ state: invocation.state }),
): ShardInvocation[] {
  const made: ShardInvocation[] = [];
  for (let next = shard.next(nowMs); next; next = shard.next(nowMs)) {
    made.push(next);
    shard.succeed(respond(next), nowMs);
  }
  return made;
}
