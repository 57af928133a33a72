import { mutant, type Mutant } from './mutant';

/** Rules A2-A8 switched off. */
export const COMMIT_RULES: readonly Mutant[] = [
  mutant(
    'A2-trusts-the-mapping',
    173,
    'aggregate/aggregate.ts',
    'progress = await foldSkipped(deps, progress, firstNew.sequenceNumber);',
    'void foldSkipped;',
  ),
  mutant(
    'A3-folds-redelivered-records',
    231,
    'commit/fold-records.ts',
    'firstAfter(records, progress.to, start);',
    'firstAfter(records, progress.from, start);',
  ),
  {
    name: 'A4-commits-before-the-data',
    caughtBy: 210,
    edits: [
      { file: 'commit/put-commit.ts', find: 'await putAllItems(deps.state, data.items, deps.clock);', replace: '' },
      {
        file: 'commit/put-commit.ts',
        find: "if (await deps.state.put(commitToItem(commit), { kind: 'absent' })) {",
        replace: `const isFirst = await deps.state.put(commitToItem(commit), { kind: 'absent' });
          await putAllItems(deps.state, data.items, deps.clock);
          if (isFirst) {`,
      },
    ],
  },
  mutant(
    'A4-commits-nothing',
    5,
    'commit/put-commit.ts',
    'if (progress.to === progress.from) return progress.foreignRows ? startAfterHeadOf(deps, progress) : progress;',
    'void startAfterHeadOf;',
  ),
  mutant('A4-forgets-unprocessed-items', 185, 'store/write-all.ts', 'rest = await send(rest);', 'rest = [];'),
  mutant(
    'A5-adds-on-top',
    266,
    'commit/put-commit.ts',
    'return headPosition(head) >= progress.to ? next : refold(deps, next, progress.to);',
    `void refold;
     const { ordinal, boundMs, totals, from } = next;
     return headPosition(head) >= progress.to ? next : putCommit(deps, { ...progress, ordinal, boundMs, totals, from });`,
  ),
  mutant(
    'A5-overwrites-the-slot',
    266,
    'commit/put-commit.ts',
    "deps.state.put(commitToItem(commit), { kind: 'absent' })",
    "deps.state.put(commitToItem(commit), { kind: 'absentOrLower', attribute: 'committedAtMs', value: commit.committedAtMs })",
  ),
  mutant(
    'A6-bound-of-the-moment',
    67,
    'commit/window-state.ts',
    'const fold = foldOf(deps, rest.boundMs);',
    `const { latestEpoch } = await import('../store/epoch-log');
     const fold = foldOf(deps, (await latestEpoch(deps.state))?.watermarkMs ?? null);`,
  ),
  mutant(
    'A7-totals-stand-still',
    5,
    'commit/commit-of.ts',
    'addCounts(progress.totals, progress.counts)',
    '(void addCounts, progress.totals)',
  ),
  mutant(
    'A7-counts-redelivered-as-new',
    210,
    'commit/fold-records.ts',
    'progress.counts.redelivered += next - start;',
    'progress.counts.newRecords += next - start;',
  ),
  mutant('A8-does-not-sweep', 115, 'finalize/finalize.ts', 'await sweep(deps, request, failures);', 'void sweep;'),
  mutant('A2-states-no-gap', 123, 'commit/put-commit.ts', 'next.gapAfter = next.to;', ''),
  mutant(
    'A2-forgets-the-gaps-that-a-tick-has-seen',
    63,
    'commit/gap.ts',
    'return watchedMs < keptFromMs || toArrivalMs < keptFrom(await gapFoundAt(state, shardId, to));',
    'void gapFoundAt;\n  return watchedMs < keptFromMs;',
  ),
  mutant(
    'A2-leaves-the-chain-of-an-ended-shard-open',
    18,
    'epoch/survey-shards.ts',
    'if (ended) await sealLost(deps, shardId, head, sinceMs);',
    'void sealLost;',
  ),
  mutant(
    'A2-begins-anew-where-a-position-is-of-another-stream',
    173,
    'commit/pages-after.ts',
    'let iterator: string | undefined = await source.iteratorAfter(shardId, last.sequenceNumber);',
    `let iterator: string | undefined = await source.iteratorAfter(shardId, last.sequenceNumber).catch((error: Error) =>
       error.name === 'InvalidArgumentException' ? source.iteratorAfter(shardId, BEGIN) : Promise.reject(error));`,
  ),
  mutant(
    'A2-knows-no-age-before-a-fold-or-a-whole-tick',
    2473,
    'finalize/finalize.ts',
    'if (cut.epoch.number === 1) await noteSince(deps.state, deps.clock.now());',
    'void noteSince;',
    ({ faults }) => faults.isOn('expiry'),
  ),
];
