import { commitFromItem, type Commit, headPosition } from '../store/chain';
import { noCounts } from '../store/counts';
import { pagesAfter } from '../commit/pages-after';
import { withSchemas } from '../commit/with-schemas';
import type { Pipeline } from '../definition/pipeline';
import { depsOf } from '../commit/deps';
import {
  type Clock,
  isShardGone,
  type LookupSource,
  NO_TABLES,
  type RecordBatch,
  type SchemaRegistry,
  type ShardDescription,
  type SourceStream,
  type StreamRecord,
  type Table,
} from '../ports';
import { BEGIN, unpadSequenceNumber } from '../sequence-number';
import { commitPk } from '../store/keys';
import { checkChain, findingOf, sameCounts } from './check-chain';
import { checkData } from './check-data';
import { type Recount, Recounter } from './recount';
import type { Finding, RangeCheck, ShardAudit } from './report';

export interface AuditDeps {
  readonly pipeline: Pipeline;
  readonly source: SourceStream;
  readonly state: Table;
  readonly clock: Clock;
  /** Where the definition's records name schemas. */
  readonly schemas?: SchemaRegistry | undefined;
  /** Where the definition has lookups. */
  readonly lookups?: LookupSource | undefined;
}

/** What the whole pipeline's state means for a shard's audit. */
export interface AuditBounds {
  /** Commits put before this may be deleted at any time, ms. */
  readonly commitsKeptFromMs: number;
  /** Records that arrived before this may have expired, ms. */
  readonly keptFromMs: () => number;
  /** Partials of windows that ended before this may be deleted, ms; null where none are. */
  readonly closedForGoodMs: number | null;
  /** How many commits of the shard to look at, the newest; null for all. */
  readonly newestCommits: number | null;
}

const READ_LIMIT = 10_000;
const UNCOVERED_SHOWN = 5;

/** Walks a shard's chain, and reads the records of each commit's range again. */
export async function auditShard(
  pipelineDeps: AuditDeps,
  { shardId, parents }: ShardDescription,
  bounds: AuditBounds,
): Promise<ShardAudit> {
  const deps = depsOf(pipelineDeps, shardId);
  const all = await chainOf(deps.state, shardId, bounds.newestCommits);
  const kept = all.findIndex(commit => commit.committedAtMs >= bounds.commitsKeptFromMs);
  const commits = all.slice(kept);
  const walk = new RangeWalk(deps, commits, parents.length === 0, bounds);
  await walk.startNext();
  const waiting = await readAgain(deps, shardId, commits, walk);
  await walk.end();
  const { checks, records, findings } = walk;
  return {
    shardId,
    commits: { ...checks, expired: checks.expired + all.length - commits.length },
    records,
    totals: commits.at(-1)?.totals ?? noCounts(),
    waiting,
    findings: [...checkChain(commits), ...findings],
  };
}

/** In order. */
async function chainOf(state: Table, shardId: string, newest: number | null): Promise<Commit[]> {
  if (newest === null) return (await state.query(commitPk(shardId))).map(commitFromItem);
  const items = await state.query(commitPk(shardId), { descending: true, limit: newest });
  return items.reverse().map(commitFromItem);
}

/** Gives the walk every record from the oldest commit to the head. Whether more records stand after the head. */
async function readAgain(
  deps: AuditDeps,
  shardId: string,
  commits: readonly Commit[],
  walk: RangeWalk,
): Promise<boolean> {
  const head = headPosition(commits.at(-1));
  // When the record at `from` arrived is not known.
  const start = { shardId, to: commits[0]?.from ?? BEGIN, toArrivalMs: 0 };
  try {
    for await (const page of pagesAfter(deps, start, { first: READ_LIMIT, rest: READ_LIMIT })) {
      const { schemas } = await withSchemas(deps, page.records);
      for (const record of page.records) {
        if (record.sequenceNumber > head) return true;
        await walk.add(record, schemas);
      }
      if (page.isUpToNow) return false;
    }
  } catch (error) {
    if (!isShardGone(error)) throw error;
  }
  return false;
}

/** Follows the commits while their records come. */
class RangeWalk {
  readonly checks: Record<RangeCheck, number> = { recomputed: 0, counted: 0, expired: 0 };
  readonly findings: Finding[] = [];
  records = 0;
  private readonly recounter: Recounter;
  private at = -1;
  private uncovered = 0;

  constructor(
    private readonly deps: AuditDeps,
    private readonly commits: readonly Commit[],
    isFirstOfItsLine: boolean,
    private readonly bounds: AuditBounds,
  ) {
    this.recounter = new Recounter(deps.pipeline, isFirstOfItsLine && commits[0]?.from === BEGIN);
  }

  async startNext(): Promise<void> {
    const commit = this.commits[++this.at];
    if (!commit) return;
    const { lookups } = this.deps;
    const tables = commit.lookups ? await lookups?.at(commit.lookups) : NO_TABLES;
    this.recounter.start(this.commits[this.at - 1], commit, tables);
  }

  async add(record: StreamRecord, schemas: RecordBatch['schemas']): Promise<void> {
    while (this.current && record.sequenceNumber > this.current.to) await this.finishRange();
    if (!this.current || record.sequenceNumber <= this.current.from) return this.addUncovered(record);
    this.records++;
    this.recounter.add(record, schemas);
  }

  async end(): Promise<void> {
    while (this.current) await this.finishRange();
  }

  private get current(): Commit | undefined {
    return this.commits[this.at];
  }

  private addUncovered({ sequenceNumber }: StreamRecord): void {
    if (this.uncovered++ >= UNCOVERED_SHOWN) return;
    const shardId = this.commits[0]!.shardId;
    this.findings.push({ shardId, problem: `record ${unpadSequenceNumber(sequenceNumber)} is in no commit` });
  }

  private async finishRange(): Promise<void> {
    const commit = this.current!;
    const recount = this.recounter.finish();
    if (recount.records < commit.counts.newRecords && this.mayHaveExpired(commit)) {
      this.checks.expired++;
      this.recounter.forgetSeen();
    } else await this.compare(commit, recount);
    await this.startNext();
  }

  /** Kinesis drops the oldest first: once a range was read whole, so were those that follow. */
  private mayHaveExpired({ firstArrivalMs }: Commit): boolean {
    const couldHave = firstArrivalMs !== null && firstArrivalMs < this.bounds.keptFromMs();
    return couldHave && this.checks.recomputed + this.checks.counted === 0;
  }

  private async compare(commit: Commit, { records, events, content }: Recount): Promise<void> {
    const { newRecords, decoded } = commit.counts;
    const problems: string[] = [];
    if (records !== newRecords) problems.push(`it counts ${newRecords} records, Kinesis has ${records}`);
    if (events !== decoded) problems.push(`it counts ${decoded} events, the records hold ${events}`);
    this.checks[content ? 'recomputed' : 'counted']++;
    if (content && problems.length === 0) {
      const counts = { ...content.counts, redelivered: commit.counts.redelivered };
      if (!sameCounts(counts, commit.counts)) problems.push('its records, folded again, are counted otherwise');
      else if (content.data.digest !== commit.digest) problems.push('its records, folded again, give other data');
      else {
        const { state, pipeline } = this.deps;
        this.findings.push(...(await checkData(state, pipeline, commit, content.data, this.bounds.closedForGoodMs)));
      }
    }
    this.findings.push(...problems.map(problem => findingOf(commit, problem)));
  }
}
