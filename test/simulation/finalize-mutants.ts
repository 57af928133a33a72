import { mutant, type Mutant } from './mutant';

/** Rules F1-F5 switched off. */
export const FINALIZE_RULES: readonly Mutant[] = [
  mutant(
    'F1-merges-whatever-is-committed',
    163,
    'finalize/visible-commits.ts',
    'const applied = this.epoch.shards[shardId]?.applied ??',
    "const applied = (shardId in this.epoch.shards ? '9'.repeat(56) : undefined) ??",
  ),
  mutant(
    'F1-counts-orphans',
    99,
    'finalize/pane-reader.ts',
    'if (!this.visible.has(shardId, from, digest)) continue;',
    '',
  ),
  mutant(
    'F2-forgets-open-windows',
    67,
    'finalize/grid-windows.ts',
    'if (closedByMs > passedMs) {',
    'if (closedByMs > passedMs && false) {',
  ),
  mutant(
    'F3-writes-at-any-epoch',
    20000085,
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
    173,
    'finalize/execute-epoch.ts',
    'let at = cursor;',
    "let at = cursor;\n await moveCursor(deps.state, cursor, { epoch: epoch.number, done: '' });",
  ),
  mutant(
    'F4-saves-a-step-that-is-not-written',
    6,
    'finalize/execute-epoch.ts',
    'if (isLeft) emitted += await writeBlocks(deps, epoch, blocks, changes, isContested(cursor, deps.clock.now()));',
    `at = await advance(deps.state, at, { epoch: cursor.epoch, done });
    if (isLeft) emitted += await writeBlocks(deps, epoch, blocks, changes, isContested(cursor, deps.clock.now()));`,
  ),
  mutant(
    'F4-sets-the-cursor-blindly',
    19,
    'store/epoch-log.ts',
    "from.plan === undefined ? { kind: 'absent' as const } : { kind: 'equals' as const, attributes: attributesOf(from) };",
    "{ kind: 'absentOrLower' as const, attribute: 'epoch', value: Infinity };",
  ),
  {
    name: 'F4-does-not-wait-for-the-stream',
    caughtBy: 99,
    edits: [
      {
        file: 'finalize/write-blocks.ts',
        find: 'await putAllRecords(deps.aggregates,',
        replace: 'await unawaited(deps.aggregates,',
      },
      {
        file: 'finalize/write-blocks.ts',
        find: '/** Packs lines into records',
        replace: `const unawaited: typeof putAllRecords = async (...all) => void putAllRecords(...all).catch(() => undefined);
          /** Packs lines into records`,
      },
    ],
  },
  mutant(
    'F5-loses-the-index',
    185,
    'finalize/pane-index.ts',
    'await putAllItems(this.deps.state, items, this.deps.clock);',
    'void [items, putAllItems];',
  ),
  mutant(
    'F6-totals-before-the-end',
    82,
    'finalize/session-visits.ts',
    'closedForGoodMs - sizeMs - lastPane + 1',
    'closedForGoodMs + sizeMs + lastPane + 1',
  ),
  mutant(
    'F2-keeps-a-session-that-was-joined',
    67,
    'finalize/session-windows.ts',
    'if (!run.beginsIn(pane)) this.at',
    'if (pane < 0) this.at',
  ),
  mutant(
    'F2-parts-events-a-gap-apart',
    12,
    'finalize/session-run.ts',
    'cells.span!.minMs - lastMs <= gapMs',
    'cells.span!.minMs - lastMs < gapMs',
  ),
];
