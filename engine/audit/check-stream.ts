import { spreadsCopies } from './spreads-copies';
import { ofSource } from '../definition/sources';
import { readHead } from '../store/chain';
import { latestEpoch } from '../store/epoch-log';
import type { ShardDescription, StreamDescription, Table } from '../ports';
import { inParallel } from '../store/in-parallel';
import type { AuditDeps } from './audit-shard';
import type { Finding } from './report';

/** How far the clocks of functions and of Kinesis may disagree, ms. */
const SKEW_MS = 60_000;
const PARALLEL_SHARDS = 16;

/** Whether the state is of an older stream of the same name, and whether the stream keeps what the definition needs. */
export interface StreamCheck {
  readonly isAnother: boolean;
  readonly findings: readonly Finding[];
}

/** Holds what each stream says of itself against the state and the definition. */
export async function checkStreams(deps: AuditDeps, listed: readonly ShardDescription[]): Promise<StreamCheck> {
  const checks: StreamCheck[] = [];
  for (const stream of await deps.source.describe()) {
    const own = listed.filter(({ shardId }) => ofSource(shardId).source === stream.source);
    checks.push(await checkStream(deps, stream, own));
  }
  return {
    isAnother: checks.some(({ isAnother }) => isAnother),
    findings: checks.flatMap(({ findings }) => findings),
  };
}

async function checkStream(
  { state, pipeline }: AuditDeps,
  stream: StreamDescription,
  listed: readonly ShardDescription[],
): Promise<StreamCheck> {
  const isAnother = await isYoungerThanState(stream, state, listed);
  const problems = [
    ...(isAnother
      ? [`the state is of an older stream of the name ${stream.name}: remove it (docs/how-to/operate.md)`]
      : []),
    ...(spreadsCopies(pipeline, stream)
      ? [
          'dedupe: the stream spreads copies over its shards (record distribution strategy AUTO), where they are not known',
        ]
      : []),
  ];
  return { isAnother, findings: problems.map(problem => ({ shardId: '', problem })) };
}

/** An epoch was cut, or a commit put on one of its shards, before the stream was made. */
async function isYoungerThanState(
  { createdAtMs }: StreamDescription,
  state: Table,
  listed: readonly ShardDescription[],
): Promise<boolean> {
  if (createdAtMs === null) return false;
  const isOlder = (atMs: number | undefined): boolean => atMs !== undefined && atMs < createdAtMs - SKEW_MS;
  if (isOlder((await latestEpoch(state))?.cutAtMs)) return true;
  const heads = await inParallel(listed, PARALLEL_SHARDS, ({ shardId }) => readHead(state, shardId));
  return heads.some(head => isOlder(head?.committedAtMs));
}
