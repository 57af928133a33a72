import type { Circumstances } from './circumstances';
import { mutant, type Mutant } from './mutant';

const carries: Mutant['needs'] = ({ definition }) =>
  definition.stages.some(({ queries }) =>
    queries.some(query => 'series' in query && query.series['along']?.kind === 'rsi'),
  );

/** Plausible mistakes that no rule names. */
export const OTHER_MISTAKES: readonly Mutant[] = [
  mutant(
    'deletes-panes-too-early',
    246,
    'finalize/retention.ts',
    'if (neededUntil(query.panes, group + groupMs - paneMs) > closedForGoodMs) return;',
    '',
  ),
  mutant(
    'trims-commits-whose-panes-are-needed',
    2714,
    'finalize/retention.ts',
    'commit.committedAtMs >= oldestMs || isNeeded(commit)',
    'commit.committedAtMs >= oldestMs',
  ),
  mutant(
    'one-digest-for-all',
    266,
    'commit/commit-data.ts',
    "return hash.digest('hex').slice(0, 32);",
    "return 'same';",
  ),
  mutant(
    'folds-on-foreign-state',
    5,
    'aggregate/aggregate.ts',
    'return progress.foreignRows ? putCommit(deps, progress) : progress;',
    'return progress;',
  ),
  mutant(
    'forgets-the-queries-of-a-state',
    296,
    'aggregate/aggregate.ts',
    'await storeQueries(deps, progress);',
    'void storeQueries;',
    ({ faults }) => faults.isOn('deploy'),
  ),
  mutant(
    'forgets-the-side-entries-of-a-state',
    210,
    'commit/window-state.ts',
    'entries: [...entries],',
    'entries: [],',
  ),
  mutant(
    'a-long-chain-is-visited-where-it-changed-only',
    934,
    'finalize/session-run.ts',
    '[-1, 0, 1].some(beside',
    '[0].some(beside',
  ),
  mutant(
    'skips-blocks-after-the-deadline',
    2,
    'finalize/due-blocks.ts',
    'starts.filter(startMs => startMs > afterMs)',
    'starts.filter(startMs => startMs > afterMs && afterMs === -Infinity)',
  ),
  mutant(
    'mixes-definitions-of-a-query',
    296,
    'results/result-table.ts',
    "if (head && head['query'] !== query.id) return 'foreign';",
    '',
  ),
  mutant(
    'drops-what-another-definition-found',
    296,
    'finalize/write-blocks.ts',
    'await deliverForeign(deps, epoch, position, query, update);',
    'void [deliverForeign, position];',
  ),
  {
    name: 'deletes-the-heads-of-chains',
    caughtBy: 182,
    edits: [
      { file: 'finalize/retention.ts', find: 'commit.to >= applied ||', replace: 'commit.to > applied ||' },
      { file: 'finalize/retention.ts', find: 'commits.slice(0, -1)', replace: 'commits' },
    ],
  },
  mutant(
    'emits-each-result-in-the-epoch-that-wrote-it-only',
    99,
    'results/result-table.ts',
    'if (present) return [present]; const old',
    'if (present) return []; const old',
  ),
  mutant(
    'drops-copies-for-ever',
    98,
    'dedupe/seen.ts',
    'if (firstMs !== undefined && nowMs - firstMs <= withinMs) return true;',
    'if (firstMs !== undefined) return true;',
  ),
  mutant(
    'takes-ids-of-orphans',
    90,
    'dedupe/load-seen.ts',
    'if (digests.get(from) !== digest) continue;',
    '',
    ({ definition }) => definition.stages.some(({ dedupe }) => dedupe !== undefined),
  ),
  mutant(
    'forgets-the-ids-of-a-state',
    278,
    'commit/window-state.ts',
    "{ seen: encodeSeen(seen.fresh).toString('base64') }",
    "{ seen: '' }",
  ),
  mutant(
    'forgets-the-ids-of-parents',
    280,
    'dedupe/load-seen.ts',
    'for (const parent of await parentsOf(deps.source, shardId)) {',
    'for (const parent of (await parentsOf(deps.source, shardId)).slice(2)) {',
  ),
  mutant(
    'averages-look-back-on-changed-windows-only',
    129,
    'finalize/series-blocks.ts',
    'if (row.epoch === this.epoch || stored?.epoch === this.epoch) reach();',
    'if (row.epoch === this.epoch) series.dirtyUntil = Math.max(series.dirtyUntil, step);',
    ({ definition }) => definition.stages.some(({ queries }) => queries.some(query => 'series' in query)),
  ),
  mutant(
    'forgets-what-a-series-carries',
    30,
    'finalize/series-columns.ts',
    'if (carriedAt !== undefined) return row.carried?.[carriedAt] ?? null;',
    'if (carriedAt !== undefined) return null;',
    carries,
  ),
  mutant(
    'keeps-what-a-series-carried-where-its-values-are-the-same',
    1212,
    'results/result-row.ts',
    'else if (JSON.stringify(old.carried) !== JSON.stringify(computed.carried)) {',
    'else if (old.retracted) {',
    carries,
  ),
  mutant(
    'takes-a-stream-made-anew-for-the-one-of-its-state',
    173,
    'audit/check-stream.ts',
    'const isAnother = await isYoungerThanState(stream, state, listed);',
    'const isAnother = isYoungerThanState === undefined;',
  ),
  mutant(
    'a-window-of-a-calendar-closes-as-if-it-were-the-longest',
    8,
    'windows/panes.ts',
    'if (panes.calendar) return spanAt(panes.calendar, paneStartMs).endMs;',
    '',
    goesByClocks,
  ),
  mutant(
    'looks-for-passed-windows-of-a-calendar-from-the-watermark-on',
    62,
    'windows/grid.ts',
    'return [startAt(afterMs), startAt(byMs)];',
    'return [afterMs, startAt(byMs)];',
    goesByClocks,
  ),
];

function goesByClocks({ definition }: Circumstances): boolean {
  return definition.stages.some(({ queries }) => queries.some(({ window }) => window.kind === 'calendar'));
}
