import { groupStart } from '../windows/panes';
import type { EpochWork } from './epoch-work';
import { type Chain, follows } from './session-run';
import type { SessionWindow } from '../windows/window';
import type { SessionVisits } from './session-visits';

/** From where a chain is folded: its beginning, or the pane after what stands of it. */
export interface Start {
  readonly before: Chain | undefined;
  readonly untilMs: number;
}

/** Of a chain that is walked to the left: the first and the latest of its panes to look at. */
interface Walk {
  readonly untilMs: number;
  lowestMs: number;
}

/** By pane, then key. */
export type Starts = ReadonlyMap<number, ReadonlyMap<string, Start>>;

/** Walks the chains that have a pane to look at to the left, all together, pane by pane. */
export async function chainStarts(work: EpochWork, visits: SessionVisits): Promise<Starts> {
  const { gapMs } = work.query.window as SessionWindow;
  const starts = new Map<number, Map<string, Start>>();
  const walks = new Map<string, Walk>();
  const panes = visits.panes();
  for (let next = 0, pane = panes[0]; pane !== undefined; pane = walks.size > 0 ? pane - gapMs : panes[next]) {
    while (next < panes.length && panes[next]! >= pane) next++;
    for (const key of (await visits.of(pane)).keys()) {
      const walk = walks.get(key);
      if (walk) walk.lowestMs = pane;
      else walks.set(key, { untilMs: pane, lowestMs: pane });
    }
    if (walks.size === 0) continue;
    const found = await endWalks(work, pane, walks);
    if (found.size > 0) starts.set(pane, found);
  }
  return starts;
}

/** A long chain is cut before the pane: what comes before belongs to other sessions. */
const CUT: Chain = [];

/** The walks that end at a pane: nothing comes before it, or what does is known. */
async function endWalks(work: EpochWork, pane: number, walks: Map<string, Walk>): Promise<Map<string, Start>> {
  const { panes, query } = work;
  const { gapMs, maxDurationMs } = query.window as SessionWindow;
  const rows = await panes.pane(pane);
  const left = await panes.pane(pane - gapMs);
  const totals = groupStart(query.panes, pane) === pane ? await panes.totals(pane - gapMs) : undefined;
  const ended = new Map<string, Start>();
  for (const [key, { untilMs, lowestMs }] of walks) {
    const last = left.get(key)?.span!.maxMs;
    const goesOn = last !== undefined && follows(rows.get(key), last, gapMs);
    const isCut = pane % maxDurationMs === 0 && lowestMs - pane >= maxDurationMs;
    const before = goesOn ? (totals?.get(key) ?? (isCut ? CUT : undefined)) : undefined;
    if (goesOn && !before) continue;
    ended.set(key, { before, untilMs });
    walks.delete(key);
  }
  return ended;
}
