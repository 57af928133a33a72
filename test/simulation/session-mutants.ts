import { mutant, type Mutant } from './mutant';

/** Mistakes about sessions, and about what stands of chains that can no longer change. */
export const SESSION_MISTAKES: readonly Mutant[] = [
  mutant(
    'parts-sessions-exactly-a-gap-apart',
    30,
    'finalize/session-run.ts',
    'cells.span!.minMs - lastMs <= gapMs',
    'cells.span!.minMs - lastMs < gapMs',
  ),
  mutant(
    'totals-of-groups-that-may-still-change',
    1146,
    'finalize/session-visits.ts',
    'if (epoch.closedForGoodMs === null || epoch.closedForGoodMs === previous.closedForGoodMs) return new Set();',
    `if (epoch.watermarkMs === null || epoch.watermarkMs === previous.watermarkMs) return new Set();
     [previous, epoch] = [previous, epoch].map(one => ({ ...one, closedForGoodMs: one.watermarkMs }));`,
  ),
  mutant(
    'a-long-chain-is-visited-where-it-changed-only',
    934,
    'finalize/session-run.ts',
    '[-1, 0, 1].some(beside',
    '[0].some(beside',
  ),
];
