import { readHead } from '../engine/store/chain';
import { addCounts, noCounts } from '../engine/store/counts';
import { type Epoch, EPOCH_ZERO, latestEpoch } from '../engine/store/epoch-log';
import { inParallel } from '../engine/store/in-parallel';
import type { Source } from './catalogue';
import type { StatusAnswer } from './contract';

const PARALLEL_SHARDS = 8;

/** How far a pipeline is, and what became of everything that its stream's shards have held. */
export async function readStatus({ pipeline, state }: Source, nowMs: number): Promise<StatusAnswer> {
  const epoch = (await latestEpoch(state)) ?? EPOCH_ZERO;
  const shardIds = [...new Set([...Object.keys(epoch.shards), ...Object.keys(epoch.left)])];
  const heads = await inParallel(shardIds, PARALLEL_SHARDS, shardId => readHead(state, shardId));
  const totals = heads.reduce((sum, head) => (head ? addCounts(sum, head.totals) : sum), noCounts());
  const { watermarkMs } = epoch;
  const { newRecords, redelivered, ...events } = totals;
  return {
    pipeline: pipeline.name,
    epoch: epoch.number,
    watermark: watermarkMs === null ? null : new Date(watermarkMs).toISOString(),
    watermarkLagMs: watermarkLagMs(epoch),
    records: { new: newRecords, redelivered },
    events,
    at: new Date(nowMs).toISOString(),
  };
}

/** By how much the latest event time seen is ahead of the watermark, ms. */
function watermarkLagMs({ watermarkMs, shards, left }: Epoch): number | null {
  const seen = [...Object.values(shards).map(shard => shard.maxEventTimeMs), ...Object.values(left)];
  const latestMs = Math.max(...seen.filter(ms => ms !== null));
  return watermarkMs === null || latestMs === -Infinity ? null : Math.max(0, latestMs - watermarkMs);
}
