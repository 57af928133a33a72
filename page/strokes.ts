import type { Look, Plan } from './series';

/** How a value's line is drawn: colour as a custom property of the style sheet, dash, and width, px; points have no width. */
export interface Stroke {
  readonly colour: string;
  readonly dash: readonly number[];
  readonly widthPx: number;
}

const stroke = (colour: string, widthPx: number, dash: readonly number[] = []): Stroke => ({ colour, dash, widthPx });

const BAND = stroke('--band', 1, [2, 3]);

const BY_LOOK: Record<Exclude<Look, 'count' | 'line'>, Stroke> = {
  raw: stroke('--raw', 0),
  sma: stroke('--sma', 2),
  ema: stroke('--ema', 2, [8, 4]),
  lower: BAND,
  upper: BAND,
  low: stroke('--quiet', 0),
  high: stroke('--quiet', 0),
  open: stroke('--quiet', 0),
  close: stroke('--quiet', 0),
  volume: stroke('--volume', 0),
};

/** Of lines that are no averages, in turn. */
const LINES = [
  stroke('--accent', 2),
  stroke('--sma', 2, [8, 4]),
  stroke('--band', 2, [2, 3]),
  stroke('--ema', 2, [10, 3, 2, 3]),
];

/** No two lines of a chart look alike, in colour or in dash, up to four. */
export function strokesOf(plans: readonly Plan[]): readonly Stroke[] {
  let lines = 0;
  return plans.map(({ look }) =>
    look === 'count' || look === 'line' ? LINES[lines++ % LINES.length]! : BY_LOOK[look],
  );
}
