import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A series of the benchmark. */
export interface NabFile {
  /** As `realTweets/Twitter_volume_AAPL.csv`. */
  readonly name: string;
  readonly timesMs: readonly number[];
  readonly values: readonly number[];
  readonly windows: readonly (readonly [first: number, last: number])[];
}

/**
 * The files of a copy of numenta/NAB with their labelled windows, in order of name. Their times have no zone and are read as UTC.
 *
 * @throws Error of the file system where `folder` holds no such copy.
 */
export function nabFiles(folder: string): NabFile[] {
  const labels = JSON.parse(readFileSync(join(folder, 'labels', 'combined_windows.json'), 'utf8')) as Record<
    string,
    [string, string][]
  >;
  const data = join(folder, 'data');
  return Object.keys(labels)
    .sort()
    .map(name => nabFile(name, rowsOf(join(data, name)), labels[name]!));
}

function nabFile(name: string, rows: readonly string[][], labels: readonly [string, string][]): NabFile {
  const timesMs = rows.map(([time]) => timeOf(time!));
  return {
    name,
    timesMs,
    values: rows.map(([, value]) => Number(value)),
    windows: labels.map(([from, to]) => [timesMs.indexOf(timeOf(from)), timesMs.indexOf(timeOf(to))]),
  };
}

/** What a detector of the benchmark found, as its `results` folder holds it; in order of `files`. */
export function publishedScores(folder: string, detector: string, files: readonly NabFile[]): number[][] {
  const root = join(folder, 'results', detector);
  return files.map(({ name }) => {
    const [kind, file] = name.split('/');
    const rows = rowsOf(join(root, kind!, `${detector}_${file}`));
    return rows.map(row => Number(row[2]));
  });
}

/** The detectors whose results the copy holds. */
export const publishedDetectors = (folder: string): string[] =>
  readdirSync(join(folder, 'results'), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name);

const rowsOf = (path: string): string[][] =>
  readFileSync(path, 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map(line => line.split(','));

/** As `2014-04-01 00:00:00` or with a fraction of a second. */
const timeOf = (text: string): number => Date.parse(`${text.replace(' ', 'T').slice(0, 19)}Z`);
