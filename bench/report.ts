import { cpus } from 'node:os';
import { median } from './measure';

export interface Result {
  readonly id: string;
  readonly nsPerEvent?: number;
  /** The naive handler's time by this time. */
  readonly overNaive?: number;
  /** This time by the decode floor's. */
  readonly overFloor?: number;
  /** This time by that of the first of its group: a tumbling window, 10 keys, the same trades with numbers that are no text. */
  readonly overFirst?: number;
  readonly bytes?: number;
}

export interface Report {
  readonly machine: { readonly node: string; readonly cores: number; readonly platform: string };
  readonly results: readonly Result[];
}

/** By group, or of one id. */
const FIRSTS: Readonly<Record<string, string>> = {
  'handler/strict/text-numbers': 'handler/strict/trade',
  where: 'where/all',
  window: 'window/tumbling',
  keys: 'keys/10',
  finalize: 'finalize/10-keys',
  session: 'session/1-key-day/30m',
};

export function machine(): Report['machine'] {
  return { node: process.version, cores: cpus().length, platform: process.platform };
}

/** From the times of cases that took turns, round by round. */
export function resultsOf(timings: ReadonlyMap<string, readonly number[]>): Result[] {
  return [...timings].map(([id, ns]): Result => {
    const [group, ...rest] = id.split('/');
    const schema = rest.at(-1)!;
    const naive = timings.get(`handler/naive/${schema}`);
    const floor = timings.get(`floor/${schema}`);
    const first = timings.get(FIRSTS[id] ?? FIRSTS[group!] ?? '');
    return {
      id,
      nsPerEvent: round(median(ns)),
      ...(naive === undefined ? {} : { overNaive: ratio(naive, ns) }),
      ...(floor === undefined ? {} : { overFloor: ratio(ns, floor) }),
      ...(first === undefined ? {} : { overFirst: ratio(ns, first) }),
    };
  });
}

/** The median of the rounds' ratios. */
const ratio = (a: readonly number[], b: readonly number[]): number =>
  round(median(a.map((ns, round) => ns / b[round]!)));

/** To two decimals. */
export const round = (value: number): number => Math.round(value * 100) / 100;

export function table({ machine, results }: Report): string {
  const cell = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(2)).padStart(11);
  const lines = results.map(
    ({ id, nsPerEvent, overNaive, overFloor, overFirst, bytes }) =>
      id.padEnd(34) + [nsPerEvent, overNaive, overFloor, overFirst, bytes].map(cell).join(''),
  );
  const head =
    ''.padEnd(34) + ['ns/event', 'x naive', 'of floor', 'of first', 'bytes'].map(s => s.padStart(11)).join('');
  return [`Node ${machine.node}, ${machine.cores} cores, ${machine.platform}`, head, ...lines].join('\n');
}
