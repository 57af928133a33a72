import type { Edit } from './bundle';

/** A rule of the engine switched off, or a plausible mistake: the simulation must notice it. */
export interface Mutant {
  /** The rule, where it has a name, and what is done instead. */
  readonly name: string;
  readonly edits: readonly Edit[];
  /** A seed that notices it, and passes without it. */
  readonly caughtBy: number;
}

const mutant = (name: string, caughtBy: number, file: string, find: string, replace: string): Mutant => ({
  name,
  caughtBy,
  edits: [{ file, find, replace }],
});

const COMMIT_RULES = [
  mutant(
    'A2-trusts-the-mapping',
    2,
    'aggregate/aggregate.ts',
    'progress = await foldSkipped(deps, progress, firstNew.sequenceNumber);',
    'void foldSkipped;',
  ),
  mutant(
    'A3-folds-redelivered-records',
    6,
    'commit/fold-records.ts',
    'records[next]!.sequenceNumber <= progress.to;',
    'records[next]!.sequenceNumber < progress.from;',
  ),
  {
    name: 'A4-commits-before-the-data',
    caughtBy: 5,
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
  mutant('A4-forgets-unprocessed-items', 12, 'store/write-all.ts', 'rest = await send(rest);', 'rest = [];'),
  mutant(
    'A5-adds-on-top',
    14,
    'commit/put-commit.ts',
    'return headPosition(head) >= progress.to ? next : refold(deps, next, progress.to);',
    `void refold;
     const { ordinal, boundMs, totals, from } = next;
     return headPosition(head) >= progress.to ? next : putCommit(deps, { ...progress, ordinal, boundMs, totals, from });`,
  ),
  mutant(
    'A5-overwrites-the-slot',
    17,
    'commit/put-commit.ts',
    "deps.state.put(commitToItem(commit), { kind: 'absent' })",
    "deps.state.put(commitToItem(commit), { kind: 'absentOrLower', attribute: 'committedAtMs', value: commit.committedAtMs })",
  ),
  mutant(
    'A6-bound-of-the-moment',
    11,
    'commit/window-state.ts',
    'const fold = foldOf(deps, rest.boundMs);',
    `const { latestEpoch } = await import('../epoch/epoch-log');
     const fold = foldOf(deps, (await latestEpoch(deps.state))?.watermarkMs ?? null);`,
  ),
  mutant(
    'A7-totals-stand-still',
    5,
    'commit/put-commit.ts',
    'addCounts(progress.totals, progress.counts)',
    '(void addCounts, progress.totals)',
  ),
  mutant(
    'A7-counts-redelivered-as-new',
    7,
    'commit/fold-records.ts',
    'progress.counts.redelivered++;',
    'progress.counts.newRecords++;',
  ),
  mutant('A8-does-not-sweep', 1, 'finalize/finalize.ts', 'await sweep(deps, request);', 'void sweep;'),
];

const WATERMARK_RULES = [
  mutant(
    'W1-follows-the-shards-back',
    28,
    'epoch/cut-epoch.ts',
    'watermarkMs: later(previous.watermarkMs,',
    'watermarkMs: ((_: unknown, ms: number | null) => ms ?? previous.watermarkMs)(0,',
  ),
  mutant(
    'W1-maximum-of-the-shards',
    11,
    'epoch/cut-epoch.ts',
    'Math.min(...(values as number[]))',
    'Math.max(...(values as number[]))',
  ),
  mutant(
    'W2-only-listed-shards',
    18,
    'epoch/survey-shards.ts',
    'subjects = childrenOf(probed).filter(child => !known.has(child.shardId));',
    'subjects = childrenOf(probed).filter(child => !known.has(child.shardId) && false);',
  ),
  mutant(
    'W2-child-holds-nothing',
    7,
    'epoch/cut-epoch.ts',
    'values.length === 0 || values.includes(null) ? null : Math.min(...(values as number[]))',
    'values.every(value => value === null) ? null : Math.min(...(values.filter(value => value !== null) as number[]))',
  ),
  mutant(
    'W2-leaves-when-caught-up',
    5,
    'epoch/cut-epoch.ts',
    'looks.filter(look => look.ended)',
    'looks.filter(look => look.caughtUp)',
  ),
  mutant(
    'W3-empty-read-is-the-end',
    18,
    'epoch/probe.ts',
    'if (records.length === 0 && millisBehindLatest === 0)',
    'if (records.length === 0)',
  ),
  mutant(
    'W3-silence-is-idleness',
    3,
    'epoch/survey-shards.ts',
    'idle: (onlyGarbage && isSilent) || ended,',
    'idle: isSilent || ended,',
  ),
  mutant(
    'W3-failing-read-is-idleness',
    40,
    'epoch/survey-shards.ts',
    'if (isShardGone(error)) return',
    'if (isShardGone(error) || error) return',
  ),
  mutant(
    'W4-lets-the-future-in',
    5,
    'commit/fold-event.ts',
    'eventTimeMs - arrivalMs > pipeline.watermark.maxFutureSkewMs',
    'eventTimeMs - arrivalMs > pipeline.watermark.maxFutureSkewMs + Infinity',
  ),
  mutant(
    'W5-flush-moves-the-watermark',
    188,
    'epoch/cut-epoch.ts',
    'const reachedMs = minimum(active.map(shard => shard.maxEventTimeMs));',
    'const reachedMs = active.length > 0 ? minimum(active.map(shard => shard.maxEventTimeMs)) : Math.max(...looks.map(look => look.stand.maxEventTimeMs ?? 0)) + 60_000;',
  ),
  mutant(
    'W5-does-not-flush',
    6,
    'epoch/cut-epoch.ts',
    "flush: active.length === 0 && request.whenIdle === 'flush',",
    'flush: false,',
  ),
];

const FINALIZE_RULES = [
  mutant(
    'F1-merges-whatever-is-committed',
    153,
    'finalize/visible-commits.ts',
    'const applied = this.epoch.shards[shardId]?.applied ??',
    "const applied = (shardId in this.epoch.shards ? '9'.repeat(56) : undefined) ??",
  ),
  mutant(
    'F1-counts-orphans',
    11,
    'finalize/pane-reader.ts',
    'if (!this.visible.has(shardId, from, digest)) continue;',
    '',
  ),
  mutant(
    'F2-forgets-open-windows',
    5,
    'finalize/grid-windows.ts',
    'if (closedByMs > passedMs) {',
    'if (closedByMs > passedMs && false) {',
  ),
  mutant(
    'F3-writes-at-any-epoch',
    227,
    'results/result-table.ts',
    "({ kind: 'absentOrLower', attribute: 'epoch', value: epoch.number }) as const",
    "({ kind: 'absentOrLower', attribute: 'epoch', value: epoch.number + Infinity }) as const",
  ),
  mutant(
    'F3-recomputes-what-stands',
    6,
    'results/result-table.ts',
    "if (!item || (item['epoch'] as number) < epoch.number) return undefined;",
    "if (!item || (item['epoch'] as number) <= epoch.number) return undefined;",
  ),
  mutant(
    'F4-moves-the-cursor-first',
    6,
    'finalize/execute-epoch.ts',
    'let at = cursor;',
    "let at = cursor;\n await moveCursor(deps.state, cursor, { epoch: epoch.number, done: '' });",
  ),
  mutant(
    'F4-sets-the-cursor-blindly',
    19,
    'epoch/epoch-log.ts',
    "isFirst ? { kind: 'absent' } : { kind: 'equals', attributes: { epoch: from.epoch, done: from.done } }",
    "{ kind: 'absentOrLower', attribute: 'epoch', value: isFirst ? Infinity : Infinity }",
  ),
  {
    name: 'F4-does-not-wait-for-the-stream',
    caughtBy: 6,
    edits: [
      {
        file: 'finalize/execute-epoch.ts',
        find: 'await putAllRecords(deps.aggregates,',
        replace: 'await unawaited(deps.aggregates,',
      },
      {
        file: 'finalize/execute-epoch.ts',
        find: '/** Packs lines into records',
        replace: `const unawaited: typeof putAllRecords = async (...all) => void putAllRecords(...all).catch(() => undefined);
          /** Packs lines into records`,
      },
    ],
  },
  mutant(
    'F5-loses-the-index',
    5,
    'finalize/pane-index.ts',
    'await putAllItems(this.deps.state, items, this.deps.clock);',
    'void [items, putAllItems];',
  ),
];

const OTHER_MISTAKES = [
  mutant(
    'deletes-panes-too-early',
    106,
    'finalize/retention.ts',
    'if (neededUntil(query.panes, group + groupMs - paneMs) > closedForGoodMs) return;',
    '',
  ),
  mutant(
    'one-digest-for-all',
    40,
    'commit/commit-data.ts',
    "return hash.digest('hex').slice(0, 32);",
    "return 'same';",
  ),
  mutant(
    'folds-on-foreign-state',
    33,
    'aggregate/aggregate.ts',
    'return progress.foreignRows ? putCommit(deps, progress) : progress;',
    'return progress;',
  ),
  mutant(
    'forgets-the-queries-of-a-state',
    41,
    'aggregate/aggregate.ts',
    'await storeQueries(deps, progress);',
    'void storeQueries;',
  ),
  mutant('forgets-the-side-entries-of-a-state', 5, 'commit/window-state.ts', 'entries: [...entries],', 'entries: [],'),
  mutant(
    'never-retracts-sessions',
    36,
    'finalize/session-windows.ts',
    'if (isEmitted(work, session)) absentKeys.push(key);',
    'void absentKeys;',
  ),
  mutant(
    'skips-blocks-after-the-deadline',
    6,
    'finalize/execute-epoch.ts',
    'position > cursor.done)',
    "position.split('#')[0]! > cursor.done.split('#')[0]!)",
  ),
  mutant(
    'mixes-definitions-of-a-query',
    66,
    'results/result-table.ts',
    "if (head && head['query'] !== query.id) return 'foreign';",
    '',
  ),
  mutant(
    'drops-what-another-definition-found',
    66,
    'finalize/execute-epoch.ts',
    'await deliverForeign(deps, epoch, position, query, update);',
    'void [deliverForeign, position];',
  ),
  mutant(
    'folds-another-schema-into-the-same-state',
    22,
    'definition/define-pipeline.ts',
    'Object.entries(fields).map(([name, f]) => [name, f?.kind, f?.isOptional]),',
    '',
  ),
  {
    name: 'deletes-the-heads-of-chains',
    caughtBy: 102,
    edits: [
      { file: 'finalize/retention.ts', find: 'commit.to >= applied ||', replace: 'commit.to > applied ||' },
      { file: 'finalize/retention.ts', find: 'commits.slice(0, -1)', replace: 'commits' },
    ],
  },
  mutant(
    'emits-each-result-in-the-epoch-that-wrote-it-only',
    6,
    'results/result-table.ts',
    'if (present) return present;\n      const old = rowsOf(head);',
    'if (present) return [];\n      const old = rowsOf(head);',
  ),
  mutant(
    'drops-copies-for-ever',
    12,
    'dedupe/seen.ts',
    'if (firstMs !== undefined && nowMs - firstMs <= withinMs) return true;',
    'if (firstMs !== undefined) return true;',
  ),
  mutant('takes-ids-of-orphans', 213, 'dedupe/load-seen.ts', 'if (digests.get(from) !== digest) continue;', ''),
  mutant(
    'forgets-the-ids-of-a-state',
    45,
    'commit/window-state.ts',
    "{ seen: encodeSeen(seen.fresh).toString('base64') }",
    "{ seen: '' }",
  ),
  mutant(
    'deletes-what-an-epoch-cut-long-ago-and-executed-just-now-needs',
    405966,
    'finalize/retention.ts',
    'old.pop();\n  const settled = old.pop();',
    'const settled = old.pop();',
  ),
];

export const MUTANTS: readonly Mutant[] = [...COMMIT_RULES, ...WATERMARK_RULES, ...FINALIZE_RULES, ...OTHER_MISTAKES];
