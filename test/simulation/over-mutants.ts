import type { Circumstances } from './circumstances';
import { mutant, type Mutant } from './mutant';

const hasCascades = ({ definition }: Circumstances): boolean =>
  definition.stages.some(({ meaning }) => (meaning.cascades ?? []).length > 0);
const over = (...[name, caughtBy, file, find, replace]: Parameters<typeof mutant>): Mutant =>
  mutant(name, caughtBy, file, find, replace, hasCascades);

const PLACES = 'finalize/result-places.ts';
const WINDOWS = 'finalize/cascade-windows.ts';
const SERIES = 'finalize/series-blocks.ts';

/** Windows over windows done otherwise, and functions along windows that may be taken back. */
export const OVER_MISTAKES: readonly Mutant[] = [
  over(
    'over-computes-a-window-once',
    20041,
    PLACES,
    'if (!this.looked.has(pane) && this.hasClosed(pane)) changed.push(pane);',
    '',
  ),
  over('over-keeps-what-has-no-results-any-more', 20225, WINDOWS, 'absent: [...absent, ...gone]', 'absent'),
  over('over-counts-what-was-taken-back', 20200, WINDOWS, 'row.retracted || eventTimeMs', 'eventTimeMs'),
  over('over-takes-a-result-for-one-of-the-next-window', 20004, PLACES, 'endMs - 1;', 'endMs;'),
  over(
    'over-reads-no-block-before-its-window',
    20004,
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
    'over-forgets-changes-of-epochs-that-run',
    0,
    'finalize/trim-places.ts',
    'changedSince(settled.number)',
    'changedSince(settled.number + 1e6)',
  ),
  over(
    'over-reads-results-of-a-later-epoch',
    0,
    WINDOWS,
    'if (row.epoch > this.epoch.number) throw new Superseded();',
    '',
  ),
  over(
    'over-takes-a-session-for-as-long-as-its-gap-too',
    20004,
    'results/result-events.ts',
    "(window.kind === 'session' ? window.gapMs : 0)",
    '0',
  ),
  over(
    'over-asks-no-where',
    20015,
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
  mutant(
    'series-goes-on-over-what-was-taken-back',
    0,
    SERIES,
    "if (row.retracted) return isPast ? undefined : 'none';",
    '',
  ),
  mutant(
    'series-keeps-what-stands-on-nothing',
    0,
    SERIES,
    "if (found === 'none' && isThere) absent",
    "if (found === 'none' && isThere && !row.retracted) absent",
  ),
];
