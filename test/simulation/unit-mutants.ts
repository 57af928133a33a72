import type { Edit } from './bundle';

/** A rule that hardly any seed comes to, switched off: a test of the engine must notice it. */
export interface UnitMutant extends Edit {
  readonly name: string;
  readonly caughtBy: {
    /** Path below test/engine/. */
    readonly file: string;
    /** The test's full name. */
    readonly test: string;
  };
}

export const UNIT_MUTANTS: readonly UnitMutant[] = [
  {
    name: 'W2-takes-the-silence-of-one-source-for-all',
    file: 'epoch/survey-shards.ts',
    find: 'pipelineOf(deps.pipeline, shardId).watermark;',
    replace: 'deps.pipeline.watermark;',
    caughtBy: {
      file: 'definition/sources.test.ts',
      test: 'a silent shard holds the watermark for as long as its own source says',
    },
  },
  {
    name: 'folds-what-another-source-adds-to',
    file: 'definition/source-queries.ts',
    find: 'own ?? withoutEvents(aggregate, this.scope, columns)',
    replace:
      "own ?? { ...aggregate, field: columns.columnOf({ expression: { op: 'literal', value: true }, type: { type: 'boolean', isNullable: false } }) }",
    caughtBy: {
      file: 'definition/sources.test.ts',
      test: 'a query groups events of several sources by a common key (strict)',
    },
  },
  {
    name: 'streams-list-parents-of-no-source',
    file: 'commit/several-streams.ts',
    find: 'parents: parents.map(parent => shardIdOf(source, parent)), closed,',
    replace: 'parents, closed,',
    caughtBy: {
      file: 'commit/several-streams.test.ts',
      test: 'several streams list their shards by source, with parents of the same source',
    },
  },
  {
    name: 'A9-remembers-what-other-tables-had',
    file: 'scan/event-reader.ts',
    find: 'this.computed.forget();',
    replace: '',
    caughtBy: {
      file: 'scan/remembered-columns.test.ts',
      test: 'what was looked up is remembered by its key until the tables change',
    },
  },
  {
    name: 'A2-reads-on-after-a-record-that-has-expired-since',
    file: 'commit/pages-after.ts',
    find: 'const place = await unlessExpired(stream, shardId, last);',
    replace: 'const place = last;',
    caughtBy: {
      file: 'commit/positions.test.ts',
      test: 'where the record at the head expires while it is looked at an invocation folds what follows after a gap',
    },
  },
  {
    name: 'A1-reads-nothing-before-a-parent-that-is-a-gap',
    file: 'commit/start.ts',
    find: 'if (head && isWhollyLost(head)) await finishParents(deps, parent);',
    replace: 'if (head && isWhollyLost(head)) continue;',
    caughtBy: {
      file: 'dedupe/dedupe.test.ts',
      test: 'a pipeline with dedupe knows the events of its grandparent where the shard between, all of which may have expired, is committed as a gap',
    },
  },
  {
    name: 'W2-forgets-the-stand-of-a-parent-that-left',
    file: 'epoch/survey-shards.ts',
    find: 'previous.left[parent] ??',
    replace: '',
    caughtBy: {
      file: 'epoch/watermark.test.ts',
      test: 'the watermark holds at the last parent of a child that has no commit yet, also after the other has left without one',
    },
  },
  {
    name: 'W2-notes-no-shard',
    file: 'commit/put-commit.ts',
    find: 'if (progress.from === BEGIN) await noteShard(deps.state, progress.shardId);',
    replace: 'void [BEGIN, noteShard];',
    caughtBy: {
      file: 'epoch/shards.test.ts',
      test: 'a shard that was folded and gone with the children that name it counts: its first commit has noted it',
    },
  },
  {
    name: 'what-was-taken-back-and-is-null-does-not-return',
    file: 'results/result-row.ts',
    find: '!old.retracted && old.startMs',
    replace: 'old.startMs',
    caughtBy: {
      file: 'results/result-table.test.ts',
      test: 'a result that was taken back comes back, though nothing is known of it',
    },
  },
  {
    name: 'over-forgets-where-a-result-was',
    file: 'results/result-row.ts',
    find: 'old && old.endMs !== endMs ? { movedFromMs: old.endMs } : {}',
    replace: '{}',
    caughtBy: {
      file: 'cascade/cascade-query.test.ts',
      test: 'windows over windows lose a session that late events make end later, and one that they join to another',
    },
  },
  {
    name: 'over-knows-no-result-from-before-it-was-there',
    file: 'finalize/result-places.ts',
    find: 'const untilMs = latestMs + reachMax(this.base);',
    replace: 'const untilMs = Math.min(-1, latestMs);',
    caughtBy: {
      file: 'cascade/cascade-query.test.ts',
      test: 'windows over windows count the results that were there before a deploy brought the query',
    },
  },
  {
    name: 'over-emits-what-it-takes-back-if-it-still-stands',
    file: 'finalize/cascade-windows.ts',
    find: ' || row.epoch === this.epoch.number',
    replace: '',
    caughtBy: {
      file: 'cascade/cascade-query.test.ts',
      test: 'windows over windows emit what they take back, though the answer to its write was lost',
    },
  },
  {
    name: 'W2-knows-the-parent-that-names-a-child-only',
    file: 'epoch/survey-shards.ts',
    find: 'look.shardId, ...parents]',
    replace: 'look.shardId, ...parents.slice(1, 1)]',
    caughtBy: {
      file: 'epoch/shards.test.ts',
      test: 'a merged shard that only one of its parents names, before any listing, stands where the other parent does',
    },
  },
  {
    name: 'W2-forgets-shards-that-only-a-query-of-an-earlier-definition-needs',
    file: 'epoch/remembered-shards.ts',
    find: '...(await state.query(QUERIES_PK)).map(panesOfItem),',
    replace: '...(await state.query(QUERIES_PK)).slice(1, 1).map(panesOfItem),',
    caughtBy: {
      file: 'epoch/shards.test.ts',
      test: 'a shard that is gone counts in the windows of a query that a deploy has taken away',
    },
  },
  {
    name: 'over-reads-results-of-a-later-epoch',
    file: 'finalize/cascade-windows.ts',
    find: 'if (row.epoch > this.epoch.number) throw new Superseded();',
    replace: 'void Superseded;',
    caughtBy: {
      file: 'cascade/cascade-query.test.ts',
      test: 'windows over windows are not computed by an executor of an epoch before stops at results that a later one has written',
    },
  },
  {
    name: 'series-keeps-what-stands-on-nothing',
    file: 'finalize/series-blocks.ts',
    find: "if (found === 'none' && isThere) absent",
    replace: "if (found === 'none' && isThere && !row.retracted) absent",
    caughtBy: {
      file: 'series/series-revisions.test.ts',
      test: 'a query over the windows of another a window that having leaves out now is none for functions along the windows, and comes back with its values',
    },
  },
  {
    name: 'W2-forgets-shards-that-the-epoch-that-is-cut-may-still-need',
    file: 'epoch/cut-epoch.ts',
    find: 'stillRemembered(deps, previous, named)',
    replace: 'stillRemembered(deps, { left: previous.left, closedForGoodMs }, named)',
    caughtBy: {
      file: 'epoch/shards.test.ts',
      test: 'a shard that is gone counts in a window that is revised in the epoch that closes it for good',
    },
  },
  {
    name: 'F3-inserts-over-what-stands',
    file: 'store/write-all.ts',
    find: 'const answer = await table.insertBatch(batch);',
    replace: 'const answer = { taken: [] as Item[], left: await table.putBatch(batch) };',
    caughtBy: {
      file: 'results/result-table.test.ts',
      test: 'new blocks that another executor has put since are not touched, and are left to be read',
    },
  },
  {
    name: 'F3-leaves-to-a-plan-before-what-has-not-changed',
    file: 'finalize/plan-turn.ts',
    find: 'nowMs - planSinceMs < OUTLIVED_MS',
    replace: 'nowMs < planSinceMs',
    caughtBy: {
      file: 'finalize/plan-turn.test.ts',
      test: 'an executor of the plan before that lags behind writes nothing of several windows that the new one has looked at and left out',
    },
  },
  {
    name: 'F3-says-nobody-whose-turn-it-is',
    file: 'finalize/plan-turn.ts',
    find: 'if (cursor.plan === plan) return cursor;',
    replace: "if (cursor.plan !== '') return cursor;",
    caughtBy: {
      file: 'finalize/plan-turn.test.ts',
      test: 'an executor of the plan before that lags behind writes nothing of one window that the new one has looked at and left out',
    },
  },
  {
    name: 'deletes-a-split-block-by-when-its-head-was-written',
    file: 'finalize/trim-results.ts',
    find: 'const young = all.filter(item => !isOld(item)).map(({ sk }) => sk);',
    replace: 'const young = heads.filter(item => !isOld(item)).map(({ sk }) => sk);',
    caughtBy: {
      file: 'finalize/trim-results.test.ts',
      test: 'results that are kept for a while of a window of many keys go by when the last of them was written',
    },
  },
];
