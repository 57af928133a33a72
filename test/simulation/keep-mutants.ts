import type { Circumstances } from './circumstances';
import { type Mutant, mutant } from './mutant';

/** Which results retention deletes. */
export const KEEP_MISTAKES: readonly Mutant[] = [
  mutant(
    'deletes-results-that-can-still-be-revised',
    13000416,
    'finalize/trim-results.ts',
    'const to = timeKey(closedForGoodMs - Math.max(...owners.map(owner => neededFor(pipeline, owner))));',
    'const to = timeKey(closedForGoodMs + 1e10 + 0 * owners.length);',
    keeps,
  ),
  mutant(
    'deletes-results-whenever-they-were-written',
    13000070,
    'finalize/trim-results.ts',
    'const isOld = (item: Item): boolean => writtenAtMs(item) <= writtenByMs;',
    'const isOld = (item: Item): boolean => writtenAtMs(item) <= Infinity;',
    keeps,
  ),
  mutant(
    'deletes-results-that-a-query-over-them-still-reads',
    13002440,
    'finalize/trim-results.ts',
    'const readers = pipeline.queries.filter(({ over }) => over === query.name);',
    'const readers: Query[] = [];',
    isRead,
  ),
];

function keeps({ definition }: Circumstances): boolean {
  return definition.stages[0]!.queries.some(({ keepMs }) => keepMs !== undefined);
}

function isRead({ definition }: Circumstances): boolean {
  const { queries } = definition.stages[0]!;
  return queries.some(({ name, keepMs }) => keepMs !== undefined && queries.some(({ over }) => over === name));
}
