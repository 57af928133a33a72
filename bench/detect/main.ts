import { InvalidArgumentError, Option } from 'commander';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { positiveUpTo, wholeFrom } from '../../cli/numbers';
import { scriptOptions } from '../../cli/script';
import type { AnomalyInput } from '../../engine/definition/anomaly-values';
import { alongWindows } from './along';
import { cleanTraffic } from './clean-traffic';
import { type NabFile, nabFiles, publishedDetectors, publishedScores } from './nab-files';
import { nabScore, nabScoreAt, type ScoredFile } from './nab-score';

/** How well `anomaly` tells: the score of the Numenta Anomaly Benchmark from a copy of it, and false alerts on clean series that are made here. */
interface Options {
  readonly nab?: string;
  readonly method?: AnomalyInput['method'];
  readonly windows: number;
  readonly k?: number;
  readonly published?: boolean;
  readonly files?: boolean;
}

const METHODS = ['robust', 'seasonal', 'extremes', 'auto'] as const;
const MINUTE_MS = 60_000;
const WEEKS = 8;
const SEEDS = 5;

const options = scriptOptions<Options>(
  'npm run detect --',
  'How well anomaly tells: false alerts on clean series, and the score of the Numenta Anomaly Benchmark.',
  command =>
    command
      .option('--nab <folder>', 'a copy of github.com/numenta/NAB', nabFolder)
      .addOption(new Option('--method <name>', 'one alone').choices(METHODS))
      .option('--windows <number>', 'that a window is judged by', wholeFrom(10, 1_000), 1_000)
      .option('--k <number>', 'scales to the edges of the band', positiveUpTo(100))
      .option('--files', 'also what each file of the benchmark gives')
      .option('--published', "the benchmark's own results instead, to check the scorer"),
);

function nabFolder(folder: string): string {
  if (existsSync(join(folder, 'labels', 'combined_windows.json'))) return folder;
  throw new InvalidArgumentError(
    'has no labels/combined_windows.json; it is a clone of github.com/numenta/NAB that is needed',
  );
}

const columns = (name: string, ...rest: readonly string[]): string =>
  [name.padEnd(18), ...rest.map(each => each.padStart(12))].join(' ');

function main(): void {
  const { nab, method, published } = options;
  if (published) {
    if (nab !== undefined) return scorePublished(nab);
    console.error('error: --published needs --nab');
    process.exitCode = 1;
    return;
  }
  const methods = method ? [method] : METHODS;
  const files = nab === undefined ? [] : nabFiles(nab);
  console.log(columns('', ...(nab ? ['NAB', 'at 0.5', 'alerts'] : []), 'false/week', 'false/week'));
  console.log(columns('', ...(nab ? ['', '', ''] : []), '1 hour', '15 minutes'));
  for (const each of methods) {
    const input: AnomalyInput = {
      method: each,
      windows: options.windows,
      ...(options.k !== undefined && { k: options.k }),
    };
    const scores = nab === undefined ? [] : scoreFiles(input, files);
    const counts = [60 * MINUTE_MS, 15 * MINUTE_MS].map(stepMs => falseAlerts(input, stepMs).toFixed(2));
    console.log(columns(each, ...scores, ...counts));
  }
}

/** The score, the same with the flag as it is, and how many alerts that gives. */
function scoreFiles(input: AnomalyInput, files: readonly NabFile[]): string[] {
  const told = files.map(({ timesMs, values }) => alongWindows(input, timesMs, values));
  const scored = told.map((rows, i): ScoredFile => {
    const scores = rows.map(({ score, isAnomaly }) => (isAnomaly ? score : 0));
    return { scores, windows: files[i]!.windows };
  });
  if (options.files)
    files.forEach(({ name }, i) => console.log(columns('', nabScoreAt([scored[i]!], 0.5).toFixed(1)), name));
  const alerts = told.flat().filter(({ isAnomaly }) => isAnomaly).length;
  return [nabScore(scored).score.toFixed(1), nabScoreAt(scored, 0.5).toFixed(1), `${alerts}`];
}

/** Alerts of a clean series a week, the mean of several; the first weeks, in which too little is known, do not count. */
function falseAlerts(input: AnomalyInput, stepMs: number): number {
  let alerts = 0;
  const firstMs = 2 * 7 * 24 * 60 * MINUTE_MS;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { startsMs, values } = cleanTraffic(seed, stepMs, WEEKS, (stepMs / MINUTE_MS) * 2);
    const told = alongWindows(input, startsMs, values);
    alerts += told.filter(({ isAnomaly }, i) => isAnomaly && startsMs[i]! - startsMs[0]! >= firstMs).length;
  }
  return alerts / SEEDS / (WEEKS - 2);
}

function scorePublished(nab: string): void {
  const files = nabFiles(nab);
  for (const detector of publishedDetectors(nab)) {
    const scores = publishedScores(nab, detector, files);
    const { score } = nabScore(files.map(({ windows }, i) => ({ scores: scores[i]!, windows })));
    console.log(columns(detector, score.toFixed(2)));
  }
}

main();
