import type { Absent, Computed } from '../results/result-row';
import { type EpochWork, isClosed, type WindowKind } from './epoch-work';
import { type Chain, follows, Run } from './session-run';
import type { SessionWindow } from '../windows/window';
import { chainStarts, type Starts } from './session-starts';
import { putTotals, TOTAL_PANES_MIN } from './session-totals';
import { SessionVisits } from './session-visits';

/**
 * Session windows: a block holds the sessions that begin in one pane, at most one a key. Each chain that has a pane to look
 * at is walked once, to its beginning or to where its total stands, and folded once from there: the work follows what is
 * new and may still change, not how old a session is.
 */
export const sessionWindows: WindowKind = async function* (work, afterMs) {
  const all = await SessionVisits.find(work);
  for (const { fromMs, untilMs, visits } of all.stretches(afterMs + 1)) {
    const blocks = await followChains(work, visits, await chainStarts(work, visits));
    const starts = [...blocks.keys()].filter(startMs => startMs >= fromMs && startMs < untilMs);
    yield {
      starts: starts.sort((a, b) => a - b),
      untilMs,
      compute: blockStartMs => Promise.resolve({ blockStartMs, ...blocks.get(blockStartMs)! }),
    };
  }
};

/** Follows the chains from left to right, all together, pane by pane, and finds what is in the blocks that are due. */
async function followChains(work: EpochWork, visits: SessionVisits, starts: Starts): Promise<Blocks['byStart']> {
  const { query, panes } = work;
  const window = query.window as SessionWindow;
  const blocks = new Blocks(work);
  const runs = new Map<string, Run>();
  const ascending = [...starts.keys()].sort((a, b) => a - b);
  for (
    let next = 0, pane = ascending[0];
    pane !== undefined;
    pane = runs.size > 0 ? pane + window.gapMs : ascending[next]
  ) {
    while (next < ascending.length && ascending[next]! <= pane) next++;
    const rows = await panes.pane(pane);
    for (const [key, run] of runs) if (!follows(rows.get(key), run.lastMs, window.gapMs)) end(key, run);
    for (const [key, { before, untilMs }] of starts.get(pane) ?? []) {
      const run = runs.get(key);
      if (run) run.untilMs = Math.max(run.untilMs, untilMs);
      else runs.set(key, new Run(query.cellsOf, window, before, untilMs));
    }
    const visited = await visits.of(pane);
    for (const [key, run] of runs) run.add(pane, rows.get(key)!, visited.get(key));
    if (visits.closing.has(pane)) await putTotals(work, pane, chainsOf(runs, visited.keys()));
    for (const [key, run] of runs) if (pane >= run.untilMs && run.isPast()) end(key, run);
  }
  for (const [key, run] of runs) end(key, run);
  return blocks.byStart;

  function end(key: string, run: Run): void {
    runs.delete(key);
    blocks.add(key, run);
  }
}

/** The chains of these keys that are worth a total. */
function chainsOf(runs: ReadonlyMap<string, Run>, keys: Iterable<string>): Map<string, Chain> {
  const chains = new Map<string, Chain>();
  for (const key of keys) {
    const run = runs.get(key)!;
    if (run.isLong || run.panes >= TOTAL_PANES_MIN) chains.set(key, run.chain());
  }
  return chains;
}

/** What is found for the blocks, by where they start. */
class Blocks {
  readonly byStart = new Map<number, { computed: Computed[]; absent: Absent[] }>();

  constructor(private readonly work: EpochWork) {}

  add(key: string, run: Run): void {
    if (!run.isDue) return;
    const { query, epoch } = this.work;
    for (const { paneStartMs, cells } of run.dueSessions()) {
      const endMs = cells.span!.maxMs + (query.window as SessionWindow).gapMs;
      const final = isClosed(epoch, endMs);
      if (!final && query.emit !== 'onUpdate') continue;
      const aggregates = query.cellsOf.results(cells);
      const found = query.results.of([{ key, startMs: cells.span!.minMs, endMs, final, aggregates }]);
      const block = this.at(paneStartMs);
      block.computed.push(...found.computed);
      block.absent.push(...found.absent);
    }
    for (const pane of run.joinedMs) if (!run.beginsIn(pane)) this.at(pane).absent.push({ key, final: true });
  }

  private at(startMs: number) {
    let block = this.byStart.get(startMs);
    if (!block) this.byStart.set(startMs, (block = { computed: [], absent: [] }));
    return block;
  }
}
