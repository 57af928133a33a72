/** One file of the benchmark after a detector has gone through it. */
export interface ScoredFile {
  /** Of each row, 0-1. */
  readonly scores: readonly number[];
  /** Labelled windows: the first and the last row of each, in order. */
  readonly windows: readonly (readonly [first: number, last: number])[];
}

/** What the benchmark gives a detector over all files. */
export interface Score {
  /** 100 finds every window at its first row with no false alert; 0 is to say nothing at all. */
  readonly score: number;
  /** From which score on a row counts as an alert, one for all files: the best that there is. */
  readonly threshold: number;
}

/** What the standard profile takes from a score of windows for an alert outside them; a window found or missed counts 1. */
const FALSE_ALERT = 0.11;
const PROBATION = 0.15;
/** Of longer files the probation is that of one so long, rows. */
const PROBATION_ROWS_MAX = 5_000;

interface Row {
  readonly score: number;
  readonly worth: number;
  /** Its window among those of all files; undefined: outside. */
  readonly window: number | undefined;
}

/**
 * The score of the Numenta Anomaly Benchmark by its standard profile, at the best threshold. Lavin, Ahmad: Evaluating
 * Real-time Anomaly Detection Algorithms (2015), https://arxiv.org/abs/1510.03336; numenta/NAB, `nab/sweeper.py`.
 */
export function nabScore(files: readonly ScoredFile[]): Score {
  const { rows, windows } = rowsOf(files);
  let best: Score = { score: 0, threshold: Infinity };
  for (const each of sweep(rows, windows)) if (each.score > best.score) best = each;
  return best;
}

/** The score where a row counts as an alert from `threshold` on. */
export function nabScoreAt(files: readonly ScoredFile[], threshold: number): number {
  const { rows, windows } = rowsOf(files);
  let last = 0;
  for (const each of sweep(rows, windows)) if (each.threshold >= threshold) last = each.score;
  return last;
}

function rowsOf(files: readonly ScoredFile[]): { readonly rows: readonly Row[]; readonly windows: number } {
  const rows: Row[] = [];
  let windows = 0;
  for (const file of files) {
    rows.push(...scorableRows(file, windows));
    windows += file.windows.length;
  }
  return {
    rows: rows.sort((a, b) => b.score - a.score),
    windows: new Set(rows.flatMap(({ window }) => window ?? [])).size,
  };
}

function* scorableRows({ scores, windows }: ScoredFile, before: number): Generator<Row> {
  const probation = Math.floor(PROBATION * Math.min(scores.length, PROBATION_ROWS_MAX));
  for (let at = probation; at < scores.length; at++) {
    const within = windows.findIndex(([first, last]) => first <= at && at <= last);
    const score = scores[at]!;
    if (within >= 0) yield { score, worth: worthWithin(windows[within]!, at), window: before + within };
    else
      yield {
        score,
        worth:
          FALSE_ALERT *
          worthAfter(
            windows.findLast(([, last]) => last < at),
            at,
          ),
        window: undefined,
      };
  }
}

/** From 1 at the first row of a window to nearly 0 at its last. */
const worthWithin = ([first, last]: readonly [number, number], at: number): number =>
  scaledSigmoid(-(last - at + 1) / (last - first + 1)) / scaledSigmoid(-1);

/** An alert soon after a window is less wrong than any other, which takes 1. */
function worthAfter(window: readonly [number, number] | undefined, at: number): number {
  if (!window) return -1;
  const [first, last] = window;
  const lengths = (at - last) / (last - first);
  return lengths > 3 ? -1 : scaledSigmoid(lengths);
}

const scaledSigmoid = (x: number): number => 2 / (1 + Math.exp(5 * x)) - 1;

/** The score at each threshold at which it differs, from the highest on. */
function* sweep(rows: readonly Row[], windows: number): Generator<Score> {
  const found = new Map<number, number>();
  let sum = -windows;
  for (let i = 0; i < rows.length; i++) {
    const { score, worth, window } = rows[i]!;
    if (window === undefined) sum += worth;
    else {
      const already = found.get(window) ?? -1;
      found.set(window, Math.max(already, worth));
      sum += Math.max(0, worth - already);
    }
    if (rows[i + 1]?.score !== score) yield { score: (100 * (sum + windows)) / (2 * windows), threshold: score };
  }
}
