import type { Window } from '../definition/windows';
import type { Cells } from '../fold/cells';
import type { Computed } from '../results/result-row';
import { floorTo } from '../windows/panes';
import { type EpochWork, isClosed, type WindowKind } from './epoch-work';

type SessionWindow = Extract<Window, { kind: 'session' }>;

/** A key's events in one pane: always one session's, since the pane is as long as the gap. */
interface Fragment {
  readonly paneStartMs: number;
  readonly cells: Cells;
}

/**
 * Session windows: a block holds the sessions that begin in one pane, at most one a key. Fragments of neighbouring panes
 * belong together where next.min - previous.max < gap.
 */
export const sessionWindows: WindowKind = {
  /** Panes in which a session may begin that touches a changed pane or a pane whose sessions the watermark has passed. */
  async dueBlocks(work) {
    const blocks = new Set<number>();
    for (const pane of await candidatePanes(work)) {
      for (const key of (await work.panes.pane(pane)).keys()) {
        for (const session of await sessionsNear(work, key, pane)) {
          for (const { paneStartMs } of session) blocks.add(paneStartMs);
        }
      }
    }
    return [...blocks].sort((a, b) => a - b);
  },

  async compute(work, blockStartMs) {
    const computed: Computed[] = [];
    const absentKeys: string[] = [];
    for (const key of (await work.panes.pane(blockStartMs)).keys()) {
      const session = (await sessionsNear(work, key, blockStartMs)).find(fragments =>
        fragments.some(f => f.paneStartMs === blockStartMs),
      );
      if (!session) continue;
      if (session[0]!.paneStartMs !== blockStartMs) {
        if (isEmitted(work, session)) absentKeys.push(key);
      } else if (isEmitted(work, session)) computed.push(result(work, key, session));
    }
    return { blockStartMs, computed, absentKeys };
  },
};

async function candidatePanes(work: EpochWork): Promise<number[]> {
  const { query, previous, epoch, index } = work;
  const { gapMs } = query.window as SessionWindow;
  const candidates = new Set(work.touched);
  const passedMs = previous.watermarkMs ?? -Infinity;
  const closedByMs = epoch.flush ? Infinity : (epoch.watermarkMs ?? -Infinity);
  if (closedByMs > passedMs) {
    const { groupMs } = query.panes;
    for (const group of await index.groups(passedMs - 2 * gapMs - groupMs, closedByMs)) {
      for (let pane = group; pane < group + groupMs; pane += gapMs) {
        if (pane + 2 * gapMs > passedMs && pane < closedByMs) candidates.add(pane);
      }
    }
  }
  return [...candidates]
    .filter(pane => pane + 2 * gapMs > (previous.closedForGoodMs ?? -Infinity))
    .sort((a, b) => a - b);
}

function isEmitted(work: EpochWork, session: readonly Fragment[]): boolean {
  return work.query.emit === 'onUpdate' || isClosed(work.epoch, endOf(work, session));
}

function endOf(work: EpochWork, session: readonly Fragment[]): number {
  return session.at(-1)!.cells.span!.maxMs + (work.query.window as SessionWindow).gapMs;
}

function result(work: EpochWork, key: string, session: readonly Fragment[]): Computed {
  const { cellsOf } = work.query;
  const merged = cellsOf.create();
  for (const fragment of session) cellsOf.merge(merged, fragment.cells);
  const endMs = endOf(work, session);
  return {
    key,
    startMs: merged.span!.minMs,
    endMs,
    final: isClosed(work.epoch, endMs),
    values: cellsOf.results(merged),
  };
}

/**
 * The sessions of a key around a pane. A chain of fragments that spans more panes than the maximum duration is cut at
 * multiples of that duration: every session of such a chain is bounded, and each depends on a bounded stretch of panes.
 */
async function sessionsNear(work: EpochWork, key: string, paneStartMs: number): Promise<Fragment[][]> {
  const { gapMs, maxDurationMs } = work.query.window as SessionWindow;
  const panesMax = maxDurationMs / gapMs;
  const chain = await chainAround(work, key, paneStartMs, 2 * panesMax);
  if (chain.length === 0) return [];
  if (chain.length <= panesMax) return [chain];
  const cell = (fragment: Fragment): number => floorTo(fragment.paneStartMs, maxDurationMs, 0);
  const near = floorTo(paneStartMs, maxDurationMs, 0);
  return [near - maxDurationMs, near, near + maxDurationMs]
    .map(start => chain.filter(fragment => cell(fragment) === start))
    .filter(session => session.length > 0);
}

async function chainAround(work: EpochWork, key: string, paneStartMs: number, stepsMax: number): Promise<Fragment[]> {
  const { gapMs } = work.query.window as SessionWindow;
  const at = async (pane: number): Promise<Fragment | undefined> => {
    const cells = (await work.panes.pane(pane)).get(key);
    return cells && { paneStartMs: pane, cells };
  };
  const start = await at(paneStartMs);
  if (!start) return [];
  const chain = [start];
  for (let i = 0; i < stepsMax; i++) {
    const before = await at(chain[0]!.paneStartMs - gapMs);
    if (!before || chain[0]!.cells.span!.minMs - before.cells.span!.maxMs >= gapMs) break;
    chain.unshift(before);
  }
  for (let i = 0; i < stepsMax; i++) {
    const next = await at(chain.at(-1)!.paneStartMs + gapMs);
    if (!next || next.cells.span!.minMs - chain.at(-1)!.cells.span!.maxMs >= gapMs) break;
    chain.push(next);
  }
  return chain;
}
