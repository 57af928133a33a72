import { mutant, type Mutant } from './mutant';

/** What a definition says of events not done, or done otherwise: `where`, `filter`, keys, `accept`, and what has no value. */
export const PLAN_MISTAKES: readonly Mutant[] = [
  mutant('where-is-not-asked', 210, 'fold/column-fold.ts', 'if (where >= 0 && !(', 'if (where < -1 && !('),
  mutant(
    'where-takes-null-for-true',
    78,
    'fold/column-fold.ts',
    '!(slots.kinds[where] === VALUE && slots.values[where] === true)',
    '(slots.kinds[where] === VALUE && slots.values[where] === false)',
  ),
  mutant('where-calls-late-what-it-filters', 210, 'fold/column-fold.ts', "return 'filtered';", "return 'late';"),
  {
    name: 'where-keeps-what-it-filters-from-the-watermark',
    caughtBy: 210,
    edits: [
      {
        file: 'commit/fold-event.ts',
        find: 'const lateFor = addToQueries(tally, event);',
        replace: `const filtered = tally.filtered.join();
          const latestMs = tally.maxEventTimeMs;
          const lateFor = addToQueries(tally, event);
          const isFiltered = tally.filtered.join() !== filtered && lateFor.length === 0;`,
      },
      {
        file: 'commit/fold-event.ts',
        find: 'tally.maxEventTimeMs = Math.max(tally.maxEventTimeMs, eventTimeMs);',
        replace: '',
      },
      {
        file: 'commit/fold-event.ts',
        find: 'if (lateFor.length > 0) {',
        replace: `tally.maxEventTimeMs = isFiltered ? latestMs : Math.max(latestMs, eventTimeMs);
          if (lateFor.length > 0) {`,
      },
    ],
  },
  mutant(
    'where-leaves-a-shard-idle-whose-events-it-filters',
    210,
    'commit/fold-event.ts',
    'if (lateFor.length < tally.queries.length)',
    'if (tally.accepted.some(count => count > 0))',
  ),
  mutant('where-counts-nothing-that-it-filters', 210, 'commit/fold-event.ts', 'filtered[i]!++;', ';'),
  mutant(
    'where-is-asked-of-what-is-not-late',
    66,
    'fold/column-fold.ts',
    "return 'filtered';",
    "return this.isLate[this.paneOf(position.eventTimeMs)]! ? 'late' : 'filtered';",
  ),
  mutant(
    'where-is-that-of-the-first-query',
    78,
    'fold/column-fold.ts',
    'this.where = query.where === undefined ? -1 : slotOf(query.where);',
    'const { where } = pipeline.queries[0]!;\n    this.where = where === undefined ? -1 : slotOf(where);',
  ),
  mutant(
    'where-does-not-guard-what-is-aggregated',
    52,
    'definition/selected-values.ts',
    'columns.guarded(columns.checked(filtered), where)',
    '(void where, columns.checked(filtered))',
  ),
  mutant(
    'where-does-not-guard-keys',
    313,
    'definition/check-query.ts',
    'keyOf(columns.guarded(checked, where), columns)',
    'keyOf((void where, checked), columns)',
  ),
  mutant(
    'where-guards-columns-that-are-there-anyway',
    60,
    'definition/event-columns.ts',
    "if (!condition || expression.op !== 'call') return checked;",
    "if (!condition || expression.op === 'literal' || !this.typeOf(columnsOf(expression)[0]!)) return checked;",
  ),
  mutant(
    'filter-is-not-asked',
    69,
    'definition/selected-values.ts',
    'Expression = filter ?',
    'Expression = filter && !input ?',
  ),
  mutant(
    'filter-takes-null-for-true',
    7,
    'definition/selected-values.ts',
    'args: [filter, input]',
    "args: [{ op: 'call', fn: 'not', args: [filter] }, { op: 'literal', value: null }, input]",
  ),
  {
    name: 'no-value-is-null',
    caughtBy: 186,
    edits: ['events/compute-columns.ts', 'scan/computed-columns.ts'].map(file => ({
      file,
      find: "const THROW = { onBadNumber: 'throw' } as const;",
      replace: "const THROW = { onBadNumber: 'null' } as const;",
    })),
  },
  {
    name: 'no-value-is-asked-of-what-decides-nothing',
    caughtBy: 4,
    edits: [
      { file: 'expression/evaluate.ts', find: 'if (left === decisive) return decisive;', replace: '' },
      {
        file: 'expression/evaluate.ts',
        find: 'return right === decisive ? decisive :',
        replace: 'return left === decisive || right === decisive ? decisive :',
      },
      { file: 'expression/compile.ts', find: 'if (left === false) return false;', replace: '' },
      { file: 'expression/compile.ts', find: 'right === false ?', replace: 'left === false || right === false ?' },
    ],
  },
  {
    name: 'accept-is-not-asked',
    caughtBy: 210,
    edits: [
      { file: 'scan/computed-columns.ts', find: "if (this.accept() !== true) return 'skipped';", replace: '' },
      { file: 'events/compute-columns.ts', find: 'if (!accept) return false;', replace: 'if (accept) return false;' },
    ],
  },
  mutant(
    'accept-takes-null-for-true',
    210,
    'scan/computed-columns.ts',
    "if (this.accept() !== true) return 'skipped';",
    "if (this.accept() === false) return 'skipped';",
  ),
  mutant(
    'accept-quarantines-what-it-passes-over',
    13,
    'commit/fold-records.ts',
    "else if (reading === 'skipped') passOver(tally);",
    '',
  ),
  {
    name: 'accept-moves-the-watermark-by-what-it-passes-over',
    caughtBy: 13,
    edits: [
      {
        file: 'scan/event-reader.ts',
        find: 'this.lineEnd = end;',
        replace: "this.lineEnd = end; if (reading === 'skipped') this.hasTime();",
      },
      {
        file: 'commit/fold-records.ts',
        find: "else if (reading === 'skipped') passOver(tally);",
        replace: `else if (reading === 'skipped') {
          passOver(tally);
          tally.maxEventTimeMs = Math.max(tally.maxEventTimeMs, event.position.eventTimeMs);
        }`,
      },
    ],
  },
  mutant(
    'accept-takes-what-it-passes-over-for-a-sign-of-life',
    13,
    'commit/fold-event.ts',
    'tally.skipped++;',
    'tally.skipped++; tally.acceptedArrivalMs = tally.arrivalMs;',
  ),
  mutant('accept-counts-nothing-that-it-passes-over', 13, 'commit/fold-event.ts', 'tally.skipped++;', ''),
  mutant(
    'accept-keeps-no-total',
    210,
    'store/counts.ts',
    "'duplicates', 'skipped'] as const",
    "'duplicates'] as const",
  ),
  mutant(
    'accept-is-not-asked-of-what-does-not-satisfy-the-schema',
    260,
    'events/parse-event.ts',
    'return isOfAnotherKind(pipeline, row) ? SKIPPED : { bad };',
    'return { bad };',
  ),
  mutant(
    'accept-passes-over-what-is-bad-where-it-is-null',
    210,
    'events/compute-columns.ts',
    "evaluate(accept, row, { onBadNumber: 'null' }) === false",
    "evaluate(accept, row, { onBadNumber: 'null' }) !== true",
  ),
  mutant(
    'accept-passes-over-where-it-has-no-value',
    186,
    'events/compute-columns.ts',
    'return `accept: ${thrownText(thrown)}`;',
    'return true;',
  ),
  {
    name: 'accept-reads-what-was-derived-of-the-event-before',
    caughtBy: 27,
    edits: [
      {
        file: 'definition/check-events.ts',
        find: 'const accept = columns.expanded(checked.expression);',
        replace: 'const accept = checked.expression;',
      },
      {
        file: 'definition/check-events.ts',
        find: 'if (code !== undefined) problem(',
        replace: 'if (!accept) problem(',
      },
    ],
  },
  mutant(
    'null-and-false-is-null',
    210,
    'expression/compile.ts',
    'return right === false ? false : left === null',
    'return left === null',
  ),
  mutant('null-differs-from-all', 78, 'expression/compile.ts', 'a === null || b === null ? null : a !== b', 'a !== b'),
  mutant(
    'what-a-text-determines-is-that-of-the-event-before',
    238,
    'scan/remembered-columns.ts',
    'this.fill(this.results[entry]!);',
    'void this.fill;',
  ),
  mutant(
    'what-a-text-determines-is-kept-for-events-that-were-read-another-way',
    89,
    'scan/event-reader.ts',
    'this.computed.forgetEntry();',
    '',
  ),
];
