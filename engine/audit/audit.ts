import { keptFrom } from '../commit/kept-records';
import { latestEpoch, readCursor } from '../store/epoch-log';
import { COMMITS_KEPT_MS } from '../finalize/retention';
import type { Table } from '../ports';
import { BEGIN, unpadSequenceNumber } from '../sequence-number';
import { inParallel } from '../store/in-parallel';
import { commitPk, GAPS_PK, parseGapSk } from '../store/keys';
import { type AuditDeps, auditShard } from './audit-shard';
import { checkStreams } from './check-stream';
import type { Audit, Finding } from './report';

export interface AuditOptions {
  /** How many commits of each shard to look at, the newest. @default all that are kept */
  readonly newestCommits?: number;
}

const PARALLEL_SHARDS = 4;

/**
 * Reads the source stream again, range by range, and holds it against the chains of commits (invariants I1 to I3): no gap,
 * no overlap, every record counted, and, where the definition is the one that folded them, the same data to the bit. It only
 * reads, and may run while events flow.
 */
export async function audit(deps: AuditDeps, options: AuditOptions = {}): Promise<Audit> {
  const { state, source, pipeline, clock } = deps;
  const epoch = await latestEpoch(state);
  const bounds = {
    commitsKeptFromMs: clock.now() - COMMITS_KEPT_MS,
    keptFromMs: () => keptFrom(clock.now()),
    closedForGoodMs: epoch?.closedForGoodMs ?? null,
    newestCommits: options.newestCommits ?? null,
  };
  const listed = await source.listShards();
  const stream = await checkStreams(deps, listed);
  if (stream.isAnother) return { pipeline: pipeline.name, shards: [], findings: stream.findings, agrees: false };
  const shards = await inParallel(listed, PARALLEL_SHARDS, shard => auditShard(deps, shard, bounds));
  const findings = [
    ...stream.findings,
    ...(await checkEpochs(state)),
    ...(await loggedGaps(state, bounds.commitsKeptFromMs)),
  ];
  const agrees = findings.length === 0 && shards.every(shard => shard.findings.length === 0);
  return { pipeline: pipeline.name, shards, findings, agrees };
}

/** Where records may have expired unread, as found since `sinceMs`. */
async function loggedGaps(state: Table, sinceMs: number): Promise<Finding[]> {
  return (await state.query(GAPS_PK))
    .filter(({ foundAtMs }) => (foundAtMs as number) >= sinceMs)
    .map(({ sk }) => {
      const { shardId, after } = parseGapSk(sk);
      const position = after === BEGIN ? 'its beginning' : unpadSequenceNumber(after);
      return { shardId, problem: `records after ${position} may have expired unread` };
    });
}

/** The newest epoch cuts each chain at a commit's end, and the cursor is not ahead of it (rule W1). */
async function checkEpochs(state: Table): Promise<Finding[]> {
  const epoch = await latestEpoch(state);
  if (!epoch) return [];
  const findings: Finding[] = [];
  const cursor = await readCursor(state);
  if (cursor.epoch > epoch.number)
    findings.push({ shardId: '', problem: `epoch ${cursor.epoch} was executed, the log ends at ${epoch.number}` });
  for (const [shardId, { applied }] of Object.entries(epoch.shards)) {
    if (applied === BEGIN) continue;
    const [last] = await state.query(commitPk(shardId), { to: applied, descending: true, limit: 1 });
    if (last?.['to'] !== applied) {
      const position = unpadSequenceNumber(applied);
      findings.push({ shardId, problem: `epoch ${epoch.number} applied it up to ${position}, where no commit ends` });
    }
  }
  return findings;
}
