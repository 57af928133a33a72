/** Something to time. `run` does all of its events once; what it returns keeps the work from being optimized away. */
export interface Case {
  readonly id: string;
  readonly events: number;
  run(): unknown;
}

export interface Timing {
  readonly id: string;
  /** Median over the rounds. */
  readonly nsPerEvent: number;
}

export interface Effort {
  /** Rounds that do not count. */
  readonly warmups: number;
  /** Rounds of which the median is taken. */
  readonly rounds: number;
}

/**
 * Times the cases side by side: each round runs every case once, so that a slow spell of the machine meets all of them
 * alike. Garbage is collected before each run.
 */
export function measure(cases: readonly Case[], { warmups, rounds }: Effort): Timing[] {
  const samples = new Map<string, number[]>(cases.map(({ id }) => [id, []]));
  for (let round = -warmups; round < rounds; round++) {
    for (const one of cases) {
      globalThis.gc?.();
      const start = process.hrtime.bigint();
      kept = one.run();
      const ns = Number(process.hrtime.bigint() - start);
      if (round >= 0) samples.get(one.id)!.push(ns / one.events);
    }
  }
  return cases.map(({ id }) => ({ id, nsPerEvent: median(samples.get(id)!) }));
}

let kept: unknown;

/** What the last run returned. */
export const lastResult = (): unknown => kept;

export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
