/** Something to time. `run` does all of its events once; what it returns keeps the work from being optimized away. */
export interface Case {
  readonly id: string;
  readonly events: number;
  /** Before each run; not timed. */
  prepare?(): void;
  run(): unknown;
}

export interface Effort {
  /** How long each case runs before any is timed, ms: V8 compiles hot code beside it, and the larger for longer. */
  readonly warmupMs: number;
  /** How often all cases are run and timed, one after another. */
  readonly rounds: number;
}

/**
 * CPU time of the process per event, ns, by id, a sample for each round. All cases take their turn within a round, which is short,
 * since a machine that others use too is slower at one time than at another: ratios are to be taken within a round. Young
 * garbage is collected before each run; a full collection would also throw away compiled code.
 */
export async function measure(cases: readonly Case[], effort: Effort): Promise<Map<string, readonly number[]>> {
  const samples = new Map<string, number[]>(cases.map(({ id }) => [id, []]));
  for (const one of cases)
    for (const warmAt = performance.now() + effort.warmupMs; performance.now() < warmAt;) await time(one);
  for (let round = 0; round < effort.rounds; round++)
    for (const one of cases) samples.get(one.id)!.push(await time(one));
  return samples;
}

async function time({ events, prepare, run }: Case): Promise<number> {
  prepare?.();
  globalThis.gc?.({ type: 'minor' });
  const start = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(start);
  return ((user + system) * 1000) / events;
}

export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
