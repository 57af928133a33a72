import { keepsGrowing, medianOfPart, type Series, sparkline } from './series';

/** What was measured at one moment, bytes by name. */
export interface Sample {
  readonly atMs: number;
  readonly memory: Readonly<Record<string, number>>;
  readonly disk: Readonly<Record<string, number>>;
}

const MIB = 1024 * 1024;
const PLOT_WIDTH = 40;

/** A line for each process and each folder: medians of the quarters of the run, MiB, and how it went. */
export function table(samples: readonly Sample[]): string {
  return [
    `${'MiB, medians of the quarters'.padEnd(36)}${['1st', '2nd', '3rd', '4th'].map(cell).join('')}`,
    ...linesOf(samples, 'memory'),
    ...linesOf(samples, 'disk'),
  ].join('\n');
}

/** Names of the processes that hold ever more memory. */
export function growing(samples: readonly Sample[]): string[] {
  return namesOf(samples, 'memory').filter(name => keepsGrowing(seriesOf(samples, 'memory', name)));
}

function linesOf(samples: readonly Sample[], kind: 'memory' | 'disk'): string[] {
  return namesOf(samples, kind).map(name => {
    const series = seriesOf(samples, kind, name);
    const quarters = [0, 0.25, 0.5, 0.75].map(from => medianOfPart(series, from, from + 0.25));
    const cells = quarters.map(value => cell(value === undefined ? '' : (value / MIB).toFixed(1)));
    return `${kind} ${name}`.padEnd(36) + cells.join('') + `  ${sparkline(series, PLOT_WIDTH)}`;
  });
}

const cell = (text: string): string => text.padStart(9);

function namesOf(samples: readonly Sample[], kind: 'memory' | 'disk'): string[] {
  return [...new Set(samples.flatMap(sample => Object.keys(sample[kind])))].sort();
}

function seriesOf(samples: readonly Sample[], kind: 'memory' | 'disk', name: string): Series {
  return samples.map(sample => sample[kind][name]);
}
