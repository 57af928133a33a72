import type { Circumstances } from './circumstances';
import { type Mutant, mutant } from './mutant';

/** Which windows there are, and when they close. */
export const WINDOW_MISTAKES: readonly Mutant[] = [
  mutant(
    'a-window-of-a-calendar-closes-as-if-it-were-the-longest',
    8,
    'windows/panes.ts',
    'if (panes.calendar) return spanAt(panes.calendar, paneStartMs).endMs;',
    '',
    goesByClocks,
  ),
  mutant(
    'looks-for-passed-windows-of-a-calendar-from-the-watermark-on',
    62,
    'windows/grid.ts',
    'return [startAt(afterMs), startAt(byMs)];',
    'return [afterMs, startAt(byMs)];',
    goesByClocks,
  ),
  mutant(
    'an-event-counts-in-the-first-window-of-its-period-that-it-is-in',
    654,
    'windows/grid.ts',
    'if (end > range.endByMs) break;',
    'if (end > range.endByMs || starts.length > 0) break;',
    cumulates,
  ),
  mutant(
    'a-window-that-grows-holds-its-last-step-only',
    654,
    'windows/grid.ts',
    "if (window.kind === 'cumulate') return tumbleAt(window.period, startMs).startMs;",
    "if (window.kind === 'cumulate') return startMs;",
    cumulates,
  ),
  mutant(
    'the-last-step-is-as-long-as-the-others',
    72,
    'windows/grid.ts',
    "if (window.kind === 'cumulate') return Math.min(startMs + window.stepMs, tumbleAt(window.period, startMs).endMs);",
    "if (window.kind === 'cumulate') return startMs + window.stepMs;",
    endsWithinSteps,
  ),
  mutant(
    'looks-for-passed-windows-that-grow-from-the-watermark-on',
    654,
    'windows/grid.ts',
    'return [startAt(afterMs) - panes.groupMs, byMs];',
    'return [afterMs, byMs];',
    cumulates,
  ),
  mutant(
    'windows-that-grow-go-by-where-they-start',
    654,
    'finalize/grid-windows.ts',
    'return { blockStartMs, ...results.of(aggregated) };',
    'return { blockStartMs: startMs, ...results.of(aggregated) };',
    cumulates,
  ),
];

function cumulates({ definition }: Circumstances): boolean {
  return definition.stages.some(({ queries }) => queries.some(({ window }) => window.kind === 'cumulate'));
}

function endsWithinSteps({ definition }: Circumstances): boolean {
  return definition.stages.some(({ queries }) =>
    queries.some(({ window }) => window.kind === 'cumulate' && 3_600_000 % window.stepMs !== 0),
  );
}

function goesByClocks({ definition }: Circumstances): boolean {
  return definition.stages.some(({ queries }) => queries.some(({ window }) => window.kind === 'calendar'));
}
