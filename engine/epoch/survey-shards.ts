import { type Commit, headPosition, readHead } from '../store/chain';
import { sealLost } from '../commit/seal-lost';
import { readKnownShards } from '../store/known-shards';
import { depsOf } from '../commit/deps';
import { pipelineOf } from '../definition/sources';
import { positionAfter } from '../commit/pages-after';
import type { CutDeps, CutRequest } from './cut-request';
import { type ChildShard, isShardGone, type ShardDescription } from '../ports';
import { inParallel } from '../store/in-parallel';
import { cutChain } from './cut-chain';
import type { Epoch, ShardStand } from '../store/epoch-log';
import { BEHIND, type Probe, probe } from './probe';

/** Shards looked at together. */
const PARALLEL_SHARDS = 16;

/** One shard as this survey found it. */
export interface ShardLook {
  readonly shardId: string;
  readonly stand: ShardStand;
  /** Closed, and nothing follows its head. */
  readonly ended: boolean;
  /** Nothing follows its head for now. */
  readonly caughtUp: boolean;
}

export interface Survey {
  readonly looks: readonly ShardLook[];
  /** Shards that the stream lists, those that it names as their parents, and those noted at their first commit. */
  readonly named: ReadonlySet<string>;
}

/** A shard that was looked at, with the children that it names. */
interface Probed {
  readonly look: ShardLook;
  readonly childShards: readonly ChildShard[];
}

/** A shard that is to be looked at, and what is known of it beforehand. */
interface Subject {
  readonly shardId: string;
  readonly parents: readonly string[];
  readonly closed: boolean;
}

/**
 * Looks at every shard that counts: those of the previous epoch, those listed, the children that ended shards name, the
 * parents that listed ones name, and those noted at their first commit, which may have been folded and gone before any look
 * at them (rule W2). All chains are read before any of the same shards is probed, so one called idle had nothing uncommitted.
 */
export async function surveyShards(
  deps: CutDeps,
  request: CutRequest,
  previous: Epoch,
  nowMs: number,
): Promise<Survey> {
  const listed = new Map((await deps.source.listShards()).map(shard => [shard.shardId, shard]));
  const named = new Set([...namedIn(listed), ...(await readKnownShards(deps.state))]);
  const heads = new Map<string, Commit | undefined>();
  const looks: ShardLook[] = [];
  let subjects = firstSubjects(listed, named, previous);
  while (subjects.length > 0) {
    await readHeads(
      deps,
      heads,
      subjects.map(subject => subject.shardId),
    );
    await readHeads(
      deps,
      heads,
      subjects.filter(({ shardId }) => !heads.get(shardId)).flatMap(({ parents }) => parents),
    );
    const shards = looks.length + subjects.length;
    const probed = await inParallel(subjects, PARALLEL_SHARDS, subject =>
      lookAt(deps, request, subject, heads, previous, shards, nowMs),
    );
    looks.push(...probed.map(({ look }) => look));
    const known = new Set([...looks.map(look => look.shardId), ...Object.keys(previous.left)]);
    subjects = childrenOf(probed).filter(child => !known.has(child.shardId));
  }
  return { looks, named };
}

function firstSubjects(
  listed: ReadonlyMap<string, ShardDescription>,
  named: ReadonlySet<string>,
  previous: Epoch,
): Subject[] {
  const ids = new Set([...Object.keys(previous.shards), ...named]);
  return [...ids]
    .filter(id => !(id in previous.left))
    .map(shardId => ({
      shardId,
      parents: listed.get(shardId)?.parents ?? [],
      closed: listed.get(shardId)?.closed ?? true,
    }));
}

function namedIn(listed: ReadonlyMap<string, ShardDescription>): string[] {
  return [...listed.values()].flatMap(({ shardId, parents }) => [...parents, shardId]);
}

/** With all of their parents, also those that have not ended yet. */
function childrenOf(probed: readonly Probed[]): Subject[] {
  const parentsOf = new Map<string, Set<string>>();
  for (const { look, childShards } of probed) {
    for (const { shardId, parents } of childShards)
      parentsOf.set(shardId, new Set([...(parentsOf.get(shardId) ?? []), look.shardId, ...parents]));
  }
  return [...parentsOf].map(([shardId, parents]) => ({ shardId, parents: [...parents], closed: false }));
}

async function readHeads(
  deps: CutDeps,
  heads: Map<string, Commit | undefined>,
  shardIds: readonly string[],
): Promise<void> {
  const missing = [...new Set(shardIds)].filter(id => !heads.has(id));
  await inParallel(missing, PARALLEL_SHARDS, async id => heads.set(id, await readHead(deps.state, id)));
}

async function lookAt(
  deps: CutDeps,
  request: CutRequest,
  subject: Subject,
  heads: ReadonlyMap<string, Commit | undefined>,
  previous: Epoch,
  shards: number,
  nowMs: number,
): Promise<Probed> {
  const { shardId } = subject;
  const { idleTimeoutMs } = pipelineOf(deps.pipeline, shardId).watermark;
  const head = heads.get(shardId);
  const sinceMs = previous.shards[shardId]?.sinceMs ?? nowMs;
  const cut = head && (await cutChain(deps.state, head, previous.shards[shardId], shards));
  const isBehind = cut !== head;
  const isSilent = request.endOfInput || nowMs - (head?.acceptedArrivalMs ?? sinceMs) >= idleTimeoutMs;
  const { caughtUp, onlyGarbage, ended, childShards } =
    !isBehind && (isSilent || subject.closed) ? await probeOrGone(deps, shardId, head) : BEHIND;
  if (ended) await sealLost(deps, shardId, head, sinceMs);
  const stand: ShardStand = {
    applied: headPosition(cut),
    ...(cut ? { ordinal: cut.ordinal } : {}),
    maxEventTimeMs: cut?.maxEventTimeMs ?? parentsMinimum(subject, heads, previous),
    boundMs: cut?.boundMs ?? null,
    idle: (onlyGarbage && isSilent) || ended,
    sinceMs,
  };
  return { look: { shardId, stand, ended, caughtUp }, childShards };
}

async function probeOrGone(deps: CutDeps, shardId: string, head: Commit | undefined): Promise<Probe> {
  try {
    return await probe(depsOf(deps, shardId), positionAfter(shardId, head));
  } catch (error) {
    if (isShardGone(error)) return { caughtUp: true, onlyGarbage: true, ended: true, childShards: [] };
    throw error;
  }
}

/** A child without a commit stands where the last of its parents stands, or stood when it left (rule W2). */
function parentsMinimum(
  subject: Subject,
  heads: ReadonlyMap<string, Commit | undefined>,
  previous: Epoch,
): number | null {
  const before = previous.shards[subject.shardId]?.maxEventTimeMs ?? null;
  const stands = subject.parents.map(
    parent =>
      heads.get(parent)?.maxEventTimeMs ?? previous.shards[parent]?.maxEventTimeMs ?? previous.left[parent] ?? null,
  );
  if (stands.length === 0 || stands.includes(null)) return before;
  return Math.min(...(stands as number[]));
}
