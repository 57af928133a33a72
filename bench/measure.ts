/** Something to time. `run` does all of its events once; what it returns keeps the work from being optimized away. */
export interface Case {
  readonly id: string;
  readonly events: number;
  /** Before each run; not timed. */
  prepare?(): void;
  run(): unknown;
}

export interface Effort {
  /** How often all cases are gone through. */
  readonly passes: number;
  /** How long a case runs in a pass before its runs count, ms: V8 compiles hot code beside it, and the larger for longer. */
  readonly warmupMs: number;
  /** Runs of a case in a pass that count. */
  readonly rounds: number;
}

/**
 * CPU time of the process per event, ns, by id: a median for each pass through all cases. A machine that others use too is
 * slower in one pass than in another, so ratios are to be taken within a pass. Garbage is collected before each case, then it is
 * warmed up: the collector also throws away code compiled for objects that are gone.
 */
export async function measure(
  cases: readonly Case[],
  { passes, warmupMs, rounds }: Effort,
): Promise<Map<string, readonly number[]>> {
  const medians = new Map<string, number[]>(cases.map(({ id }) => [id, []]));
  for (let pass = 0; pass < passes; pass++) {
    for (const { id, events, prepare, run } of cases) {
      globalThis.gc?.();
      const warmAt = performance.now() + warmupMs;
      const samples: number[] = [];
      while (samples.length < rounds) {
        prepare?.();
        const start = process.cpuUsage();
        kept = await run();
        const { user, system } = process.cpuUsage(start);
        if (performance.now() >= warmAt) samples.push(((user + system) * 1000) / events);
      }
      medians.get(id)!.push(median(samples));
    }
  }
  return medians;
}

let kept: unknown;

/** What the last run returned. */
export const lastResult = (): unknown => kept;

export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
