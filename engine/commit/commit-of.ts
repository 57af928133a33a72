import { storedVersions } from './lookup-versions';
import type { Commit } from '../store/chain';
import { addCounts } from '../store/counts';
import type { CommitData } from './commit-data';
import type { Progress } from './progress';

/** The commit of a progress. `boundMs` is the watermark when it is put, `committedAtMs` wall clock, both ms. */
export function commitOf(progress: Progress, data: CommitData, boundMs: number | null, committedAtMs: number): Commit {
  return {
    shardId: progress.shardId,
    from: progress.from,
    to: progress.to,
    digest: data.digest,
    ordinal: progress.ordinal,
    generation: progress.generation,
    boundMs: later(progress.boundMs, boundMs),
    maxEventTimeMs: progress.maxEventTimeMs,
    acceptedArrivalMs: progress.acceptedArrivalMs,
    firstArrivalMs: progress.firstArrivalMs,
    toArrivalMs: progress.toArrivalMs,
    touched: data.touched,
    latestPanes: data.latestPanes,
    sideItems: data.sideItems,
    counts: progress.counts,
    totals: addCounts(progress.totals, progress.counts),
    gapAfter: progress.gapAfter,
    ...storedVersions(progress.tables),
    committedAtMs,
  };
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
