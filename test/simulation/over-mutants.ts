import type { Circumstances } from './circumstances';
import { mutant, type Mutant } from './mutant';

const hasCascades = ({ definition }: Circumstances): boolean =>
  definition.stages.some(({ meaning }) => (meaning.cascades ?? []).length > 0);
const over = (...[name, caughtBy, file, find, replace]: Parameters<typeof mutant>): Mutant =>
  mutant(name, caughtBy, file, find, replace, hasCascades);

const PLACES = 'finalize/result-places.ts';
const WINDOWS = 'finalize/cascade-windows.ts';

/** Windows over windows done otherwise. */
export const OVER_MISTAKES: readonly Mutant[] = [
  over(
    'over-computes-a-window-once',
    20000175,
    PLACES,
    'if (!this.looked.has(pane) && this.hasClosed(pane)) changed.push(pane);',
    '',
  ),
  over('over-keeps-what-has-no-results-any-more', 20225, WINDOWS, 'absent: [...absent, ...gone]', 'absent'),
  over('over-counts-what-was-taken-back', 20200, WINDOWS, 'row.retracted || eventTimeMs', 'eventTimeMs'),
  over('over-takes-a-result-for-one-of-the-next-window', 62, PLACES, 'endMs - 1;', 'endMs;'),
  over(
    'over-reads-no-block-before-its-window',
    20000197,
    PLACES,
    'Math.max(reach.get(group) ?? 0, group - blockStartMs)',
    '0',
  ),
  over(
    'over-forgets-places-too-early',
    20303,
    'finalize/trim-places.ts',
    ' - changesMs - panesOf(query.window).groupMs',
    '',
  ),
  over(
    'over-takes-a-session-for-as-long-as-its-gap-too',
    62,
    'results/result-events.ts',
    "(window.kind === 'session' ? window.gapMs : 0)",
    '0',
  ),
  over(
    'over-asks-no-where',
    20000068,
    WINDOWS,
    'if (query.where !== undefined && event[query.where] !== true) continue;',
    '',
  ),
  over(
    'over-goes-by-names',
    20073,
    'finalize/due-blocks.ts',
    'AFTER_QUERIES.repeat(depthOf(query, pipeline)) + query.id',
    'AFTER_QUERIES + query.id',
  ),
];
