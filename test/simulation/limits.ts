import type { Edit } from './bundle';

const limit = (file: string, name: string, value: number): Edit => ({
  file,
  find: new RegExp(`(const ${name} = )[^;]+;`),
  replace: `$1${value};`,
});

/**
 * The engine's bounds, made so small that simulated runs reach them: items and states that are split, bounded steps,
 * blocks that outgrow an item, deletions. They are bounds of size and patience; no rule depends on their value.
 */
export const SMALL_LIMITS: readonly Edit[] = [
  limit('commit/commit-data.ts', 'ITEM_BYTES_MAX', 400),
  limit('commit/kept-records.ts', 'RETENTION_MS_MIN', 600_000),
  limit('commit/gap.ts', 'BEGINNING_MS', 60_000),
  limit('store/swept.ts', 'NOTE_EVERY_MS', 150_000),
  limit('commit/progress.ts', 'FOLD_ROWS_MAX', 12),
  limit('commit/progress.ts', 'ENTRIES_MAX', 4),
  limit('commit/progress.ts', 'SEEN_MAX', 10),
  limit('commit/window-state.ts', 'STATE_BYTES_MAX', 4_000),
  limit('commit/put-commit.ts', 'READ_LIMIT', 3),
  limit('commit/put-commit.ts', 'PIECE_BYTES', 2_000),
  limit('store/touched-panes.ts', 'INLINE_BYTES_MAX', 60),
  limit('store/touched-panes.ts', 'PART_BYTES_MAX', 50),
  limit('definition/define-pipeline.ts', 'DEDUPE_WITHIN_MS_MAX', 120_000),
  limit('dedupe/load-seen.ts', 'PAGE_COMMITS', 2),
  limit('epoch/cut-chain.ts', 'COMMITS_PER_EPOCH', 6),
  limit('epoch/cut-chain.ts', 'TOUCHED_PER_EPOCH', 500),
  limit('epoch/cut-chain.ts', 'PAGE_COMMITS', 2),
  limit('finalize/sweep.ts', 'READ_LIMIT', 3),
  limit('finalize/sweep.ts', 'PAGES_MAX', 60),
  limit('finalize/due-blocks.ts', 'BLOCKS_PER_STEP', 3),
  limit('finalize/due-blocks.ts', 'ROWS_PER_STEP', 8),
  limit('finalize/side-output.ts', 'OBJECT_BYTES', 600),
  limit('finalize/write-blocks.ts', 'RECORD_BYTES', 500),
  limit('finalize/moving-average-blocks.ts', 'CHUNK_WINDOWS', 3),
  limit('finalize/group-cache.ts', 'GROUPS_MAX', 3),
  limit('finalize/group-cache.ts', 'ROWS_MAX', 30),
  limit('finalize/group-cache.ts', 'AHEAD_MAX', 2),
  limit('finalize/session-visits.ts', 'PANES_MAX', 4),
  limit('finalize/session-totals.ts', 'ITEM_BYTES_MAX', 200),
  limit('finalize/session-totals.ts', 'TOTAL_PANES_MIN', 2),
  limit('finalize/retention.ts', 'LIFETIME_MS', 300_000),
  limit('finalize/retention.ts', 'COMMITS_KEPT_MS', 600_000),
  limit('finalize/retention.ts', 'STEP_ITEMS', 20),
  limit('results/result-table.ts', 'INLINE_BYTES_MAX', 300),
  limit('results/result-table.ts', 'PLAIN_BYTES_MAX', 200),
  limit('store/write-all.ts', 'BATCH_ITEMS', 3),
  limit('store/write-all.ts', 'PUT_RECORDS', 2),
  limit('windows/panes.ts', 'GROUP_PANES_MAX', 4),
];
