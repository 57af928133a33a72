import type { CutDeps, CutRequest } from './cut-request';
import type { Pipeline } from '../definition/pipeline';
import { pipelineOf } from '../definition/sources';
import { BEGIN } from '../sequence-number';
import type { Epoch } from '../store/epoch-log';
import { stillRemembered } from './remembered-shards';
import { type ShardLook, surveyShards } from './survey-shards';

/** What a look at the chains and the stream finds. */
export interface Cut {
  /** The epoch that would follow; it is worth putting when `changed`. */
  readonly epoch: Epoch;
  readonly changed: boolean;
  /** Every shard was seen read to its end, with all of it committed. */
  readonly caughtUp: boolean;
}

/** Freezes the next epoch after `previous` (rules W1, W2, W5): where each chain stands, and the watermark that follows. */
export async function cutEpoch(deps: CutDeps, request: CutRequest, previous: Epoch): Promise<Cut> {
  const { pipeline } = deps;
  const nowMs = deps.clock.now();
  const { looks, named } = await surveyShards(deps, request, previous, nowMs);
  const active = looks.filter(look => !look.stand.idle);
  const reachedMs = minimum(active.map(look => reachedBy(look, pipeline)));
  const boundMs = minimum(active.map(({ stand }) => stand.boundMs));
  const closedForGoodMs = later(
    previous.closedForGoodMs,
    boundMs === null ? null : boundMs - pipeline.allowedLatenessMs,
  );
  const epoch: Epoch = {
    number: previous.number + 1,
    watermarkMs: later(previous.watermarkMs, reachedMs),
    closedForGoodMs,
    flush: active.length === 0 && request.whenIdle === 'flush',
    shards: Object.fromEntries(looks.map(look => [look.shardId, look.stand])),
    left: { ...(await stillRemembered(deps, previous, named)), ...leaving(looks) },
    cutAtMs: nowMs,
  };
  return { epoch, changed: isNews(previous, epoch), caughtUp: looks.every(look => look.caughtUp) };
}

/** The time up to which a shard's events are in, as far as they are in order, ms. */
function reachedBy({ shardId, stand: { maxEventTimeMs } }: ShardLook, pipeline: Pipeline): number | null {
  return maxEventTimeMs === null ? null : maxEventTimeMs - pipelineOf(pipeline, shardId).watermark.outOfOrdernessMs;
}

/** A shard leaves when it is read to its end and nothing follows its head; its children are in the same survey. */
function leaving(looks: readonly ShardLook[]): Epoch['left'] {
  return Object.fromEntries(looks.filter(look => look.ended).map(look => [look.shardId, look.stand.maxEventTimeMs]));
}

/** An epoch is worth its write when a chain, the watermark or the set of shards has moved, or a flush is due. */
function isNews(previous: Epoch, next: Epoch): boolean {
  const before = previous.shards;
  const hasMoved = Object.entries(next.shards).some(
    ([id, { applied }]) => applied !== (before[id]?.applied ?? BEGIN) || !before[id],
  );
  return hasMoved || next.watermarkMs !== previous.watermarkMs || (next.flush && !previous.flush);
}

/** Null where there is nothing, or where one is not known: it holds the rest. */
function minimum(values: readonly (number | null)[]): number | null {
  return values.length === 0 || values.includes(null) ? null : Math.min(...(values as number[]));
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
