import { noteSince } from '../store/swept';
import { cutEpoch } from '../epoch/cut-epoch';
import { type Cursor, EPOCH_ZERO, type Epoch, latestEpoch, putEpoch, readCursor } from '../store/epoch-log';
import { Superseded } from '../results/result-table';
import { executeEpoch } from './execute-epoch';
import { forLifetime } from './lifetime';
import type { FinalizeDeps, FinalizeReport, FinalizeRequest } from './request';
import { takeTurn } from './plan-turn';
import { applyRetention } from './retention';
import { ShardFailures } from './shard-failures';
import { sweep } from './sweep';

/**
 * Brings the pipeline's results up to date: executes what the epoch log holds, then cuts an epoch if anything has moved
 * and executes it. Streams and ticks that call it are hints only; several may run at once.
 */
export async function finalize(request: FinalizeRequest, ports: FinalizeDeps): Promise<FinalizeReport> {
  const { state, results, clock } = ports;
  const deps = { ...ports, state: forLifetime(state, clock), results: forLifetime(results, clock) };
  let emitted = 0;
  let executed = await executePending(deps, request);
  emitted += executed.emitted;
  let caughtUp = false;
  while (executed.complete && deps.clock.now() < request.deadlineMs) {
    const cut = await cutEpoch(deps, request, executed.latest);
    caughtUp = cut.caughtUp;
    if (!cut.changed) break;
    if (cut.epoch.number === 1) await noteSince(deps.state, deps.clock.now());
    await putEpoch(deps.state, cut.epoch);
    executed = await executePending(deps, request);
    emitted += executed.emitted;
  }
  if (request.tick && executed.complete) {
    const failures = new ShardFailures(deps.onShardFailure);
    await sweep(deps, request, failures);
    await applyRetention(deps, request, failures);
    failures.rethrow();
  }
  const { latest, complete } = executed;
  return {
    epoch: latest.number,
    watermarkMs: latest.watermarkMs,
    caughtUp: caughtUp && complete,
    flushed: latest.flush,
    emitted,
  };
}

/**
 * Results are of a later epoch than the state table knows, and nobody executes it: an epoch is executed only once the cursor
 * stands at the one before. So the state table is an older one than the results table, as after a restore of it alone.
 */
class ResultsAhead extends Error {
  override readonly name = 'ResultsAhead';

  constructor(epoch: number) {
    super(
      `the results table holds results of a later epoch than the state table, which has executed ${epoch}: ` +
        'was the state table restored alone? Restore both to the same moment (docs/how-to/operate.md)',
    );
  }
}

interface Executed {
  readonly latest: Epoch;
  /** Everything in the log is executed. */
  readonly complete: boolean;
  readonly emitted: number;
}

async function executePending(deps: FinalizeDeps, request: FinalizeRequest): Promise<Executed> {
  let emitted = 0;
  for (let supersededAt: Cursor | undefined; ;) {
    const latest = (await latestEpoch(deps.state)) ?? EPOCH_ZERO;
    const found = await readCursor(deps.state);
    if (found.epoch >= latest.number) return { latest, complete: true, emitted };
    if (deps.clock.now() >= request.deadlineMs) return { latest, complete: false, emitted };
    if (supersededAt && supersededAt.epoch === found.epoch) throw new ResultsAhead(found.epoch);
    const cursor = await takeTurn(deps, found);
    if (!cursor) continue;
    try {
      emitted += await executeEpoch(deps, request, cursor);
    } catch (error) {
      if (!(error instanceof Superseded)) throw error;
      supersededAt = cursor;
    }
  }
}
