import type { Edit } from './bundle';

/** A rule of the engine switched off, or a plausible mistake: the simulation must notice it. */
export interface Mutant {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** A seed that notices it. */
  readonly caughtBy: number;
}

const mutant = (name: string, file: string, find: string, replace: string, caughtBy = 0): Mutant => ({
  name,
  edits: [{ file, find, replace }],
  caughtBy,
});

export const MUTANTS: readonly Mutant[] = [
  mutant(
    'A2-trusts-the-mapping',
    'aggregate/aggregate.ts',
    'if (firstNew) progress = await foldSkipped(deps, progress, firstNew.sequenceNumber);',
    'void [firstNew, foldSkipped];',
  ),
  mutant(
    'A3-folds-redelivered-records',
    'commit/fold-record.ts',
    'if (record.sequenceNumber <= progress.to) {',
    'if (record.sequenceNumber < progress.from) {',
  ),
  {
    name: 'A4-commits-before-the-data',
    edits: [
      { file: 'commit/put-commit.ts', find: '  await putAllItems(deps.state, data.items, deps.clock);\n', replace: '' },
      {
        file: 'commit/put-commit.ts',
        find: "if (await deps.state.put(commitToItem(commit), { kind: 'absent' })) return",
        replace:
          "const isFirst = await deps.state.put(commitToItem(commit), { kind: 'absent' });\n await putAllItems(deps.state, data.items, deps.clock);\n if (isFirst) return",
      },
    ],
    caughtBy: 0,
  },
  mutant(
    'A4-commits-nothing',
    'commit/put-commit.ts',
    'if (progress.to === progress.from) return progress.foreignRows ? startAfterHeadOf(deps, progress) : progress;',
    'void startAfterHeadOf;',
  ),
  mutant('A4-leaves-unprocessed-items', 'store/write-all.ts', 'rest = await send(rest);', 'rest = [];'),
  mutant(
    'A5-adds-on-top',
    'commit/put-commit.ts',
    'return headPosition(head) >= progress.to ? next : refold(deps, next, progress.to);',
    'void refold;\n  return headPosition(head) >= progress.to ? next : putCommit(deps, { ...progress, from: headPosition(head), ordinal: next.ordinal, boundMs: next.boundMs, totals: next.totals });',
  ),
  mutant(
    'A5-overwrites-the-slot',
    'commit/put-commit.ts',
    "await deps.state.put(commitToItem(commit), { kind: 'absent' })",
    "await deps.state.put(commitToItem(commit), { kind: 'absentOrLower', attribute: 'committedAtMs', value: commit.committedAtMs })",
  ),
  mutant(
    'A6-bound-of-the-moment',
    'aggregate/aggregate.ts',
    '  for (const record of invocation.records) {',
    "  const { latestEpoch } = await import('../epoch/epoch-log');\n  progress = { ...progress, boundMs: (await latestEpoch(deps.state))?.watermarkMs ?? null };\n  for (const record of invocation.records) {",
  ),
  mutant('A8-does-not-sweep', 'finalize/finalize.ts', 'await sweep(deps, request);', 'void sweep;'),
  mutant(
    'W1-follows-the-shards-back',
    'epoch/cut-epoch.ts',
    'watermarkMs: later(previous.watermarkMs, reachedMs === null ? null : reachedMs - pipeline.watermark.outOfOrdernessMs),',
    'watermarkMs: reachedMs === null ? previous.watermarkMs : reachedMs - pipeline.watermark.outOfOrdernessMs,',
  ),
  mutant(
    'W1-maximum-of-the-shards',
    'epoch/cut-epoch.ts',
    'Math.min(...(values as number[]))',
    'Math.max(...(values as number[]))',
  ),
  mutant(
    'W2-only-listed-shards',
    'epoch/survey-shards.ts',
    'subjects = childrenOf(probed).filter(child => !known.has(child.shardId));',
    'subjects = childrenOf(probed).filter(child => !known.has(child.shardId) && false);',
  ),
  mutant(
    'W2-child-holds-nothing',
    'epoch/cut-epoch.ts',
    'values.length === 0 || values.includes(null) ? null : Math.min(...(values as number[]))',
    'values.every(value => value === null) ? null : Math.min(...(values.filter(value => value !== null) as number[]))',
  ),
  mutant(
    'W2-leaves-when-caught-up',
    'epoch/cut-epoch.ts',
    'looks.filter(look => look.ended)',
    'looks.filter(look => look.caughtUp)',
  ),
  mutant(
    'W3-empty-read-is-the-end',
    'epoch/probe.ts',
    'if (records.length === 0 && millisBehindLatest === 0)',
    'if (records.length === 0)',
  ),
  mutant(
    'W3-silence-is-idleness',
    'epoch/survey-shards.ts',
    'idle: (onlyGarbage && isSilent) || ended,',
    'idle: isSilent || ended,',
  ),
  mutant(
    'W3-failing-read-is-idleness',
    'epoch/survey-shards.ts',
    'if (isShardGone(error)) return',
    'if (isShardGone(error) || error) return',
  ),
  mutant(
    'W4-lets-the-future-in',
    'commit/fold-record.ts',
    'if (event.eventTimeMs - record.arrivalMs > pipeline.watermark.maxFutureSkewMs) {',
    'if (event.eventTimeMs - record.arrivalMs > Infinity) {',
  ),
  mutant(
    'W5-flush-moves-the-watermark',
    'epoch/cut-epoch.ts',
    'const reachedMs = minimum(active.map(shard => shard.maxEventTimeMs));',
    'const reachedMs = active.length > 0 ? minimum(active.map(shard => shard.maxEventTimeMs)) : Math.max(...looks.map(look => look.stand.maxEventTimeMs ?? 0)) + 60_000;',
  ),
  mutant(
    'W5-does-not-flush',
    'epoch/cut-epoch.ts',
    "flush: active.length === 0 && request.whenIdle === 'flush',",
    'flush: false,',
  ),
  mutant(
    'F1-merges-whatever-is-committed',
    'finalize/visible-commits.ts',
    'const applied = this.epoch.shards[shardId]?.applied ??',
    'const applied = (shardId in this.epoch.shards ? END : undefined) ??',
  ),
  mutant('F1-counts-orphans', 'finalize/pane-reader.ts', 'if (!this.visible.has(shardId, from, digest)) continue;', ''),
  mutant(
    'F2-forgets-open-windows',
    'finalize/grid-windows.ts',
    'if (closedByMs > passedMs) {',
    'if (closedByMs > passedMs && false) {',
  ),
  mutant(
    'F3-writes-at-any-epoch',
    'results/result-table.ts',
    "const lowerThan = (epoch: EpochMark) => ({ kind: 'absentOrLower', attribute: 'epoch', value: epoch.number }) as const;",
    "const lowerThan = (_: EpochMark) => ({ kind: 'absentOrLower', attribute: 'epoch', value: Infinity }) as const;",
  ),
  mutant(
    'F3-recomputes-what-stands',
    'results/result-table.ts',
    "if (!item || (item['epoch'] as number) < epoch.number) return undefined;",
    "if (!item || (item['epoch'] as number) <= epoch.number) return undefined;",
  ),
  {
    name: 'F4-moves-the-cursor-first',
    edits: [
      {
        file: 'finalize/execute-epoch.ts',
        find: '  let at = cursor;\n  let emitted = 0;',
        replace:
          "  await moveCursor(deps.state, cursor, { epoch: epoch.number, done: '' });\n  let at = cursor;\n  let emitted = 0;",
      },
    ],
    caughtBy: 0,
  },
  mutant(
    'F4-sets-the-cursor-blindly',
    'epoch/epoch-log.ts',
    "isFirst ? { kind: 'absent' } : { kind: 'equals', attributes: { epoch: from.epoch, done: from.done } }",
    "isFirst || !isFirst ? { kind: 'absentOrLower', attribute: 'epoch', value: Infinity } : { kind: 'absent' }",
  ),
  mutant(
    'F4-does-not-wait-for-the-stream',
    'finalize/execute-epoch.ts',
    'await putAllRecords(deps.aggregates, packLines(lines, blocks[0]!.position), deps.clock);',
    'putAllRecords(deps.aggregates, packLines(lines, blocks[0]!.position), deps.clock).catch(() => undefined);',
  ),
  mutant(
    'F5-loses-the-index',
    'finalize/pane-index.ts',
    'await putAllItems(this.deps.state, items, this.deps.clock);',
    'void items;',
  ),
  mutant(
    'emits-closed-out-rows',
    'finalize/pane-reader.ts',
    'if (closed.has(`${shardId}#${from}#${row.paneStartMs}`)) continue;',
    '',
  ),
  mutant(
    'deletes-panes-too-early',
    'finalize/retention.ts',
    'if (neededUntil(query.panes, group + groupMs - paneMs) > closedForGoodMs) return;',
    '',
  ),
  mutant(
    'keeps-foreign-state',
    'aggregate/aggregate.ts',
    'return progress.foreignRows ? putCommit(deps, progress) : progress;',
    'return progress;',
  ),
  mutant('forgets-what-was-late', 'commit/window-state.ts', 'entries: [...entries],', 'entries: [],'),
  mutant(
    'never-retracts-sessions',
    'finalize/session-windows.ts',
    'if (isEmitted(work, session)) absentKeys.push(key);',
    'void absentKeys;',
  ),
  mutant(
    'skips-a-block-after-the-deadline',
    'finalize/execute-epoch.ts',
    'if (position <= done) continue;',
    'if (position <= `${done}~`) continue;',
  ),
  mutant('one-digest-for-all', 'commit/commit-data.ts', "return hash.digest('hex').slice(0, 32);", "return 'same';"),
  mutant(
    'writes-no-queries',
    'aggregate/aggregate.ts',
    'if (started.headGeneration !== started.generation) await putAllItems(deps.state, queryItems(deps.pipeline), deps.clock);',
    'void [queryItems, putAllItems];',
  ),
];
