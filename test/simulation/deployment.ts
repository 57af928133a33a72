import type { Pipeline } from '../../engine/definition/pipeline';
import type { Definition } from './definitions';
import type { Random } from './random';
import type { World } from './world';

/** No function lives longer, ms. */
export const LIFE_MS = 200_000;

interface Deployment {
  readonly pipelineNow: () => Pipeline;
  /** From then on only functions of the last definition run, ms. */
  readonly settledMs: number;
  /** Until when functions of each definition run, ms. */
  readonly runsUntilMs: readonly number[];
}

/** Which definition runs: deploys follow each other, and while one rolls out it is the old or the new one. */
export function deploymentOf(
  { scheduler, faults, random, trace }: World,
  { stages }: Definition,
  durationMs: number,
): Deployment {
  const first: Pipeline = stages[0]!;
  if (!faults.isOn('deploy')) return { pipelineNow: () => first, settledMs: -Infinity, runsUntilMs: [Infinity] };
  const own = random.fork('deploy');
  const starts = stages.slice(1).map(() => scheduler.nowMs + own.int(0, durationMs));
  const rollouts = hurried(starts, random.fork('hurried deploys'))
    .sort((a, b) => a - b)
    .map((startMs, i) => ({ startMs, endMs: startMs + own.skewed(1, 60_000), pipeline: stages[i + 1]! }));
  for (const { startMs, pipeline } of rollouts)
    scheduler.after(startMs - scheduler.nowMs, () => trace(() => `deploy of ${pipeline.generation}`));
  const pipelineNow = (): Pipeline => {
    let pipeline = first;
    for (const rollout of rollouts) {
      if (scheduler.nowMs >= rollout.endMs || (scheduler.nowMs >= rollout.startMs && own.chance(0.5)))
        ({ pipeline } = rollout);
    }
    return pipeline;
  };
  const replacedMs = stages.map((_, i) => Math.min(...rollouts.slice(i).map(({ endMs }) => endMs)));
  return {
    pipelineNow,
    settledMs: rollouts.at(-1)!.endMs + LIFE_MS,
    runsUntilMs: replacedMs.map(ms => ms + LIFE_MS),
  };
}

/** In some runs each deploy follows soon after the one before: what a definition folded may then be committed by the next. */
function hurried(starts: readonly number[], random: Random): number[] {
  const first = Math.min(...starts);
  return random.chance(0.25) ? starts.map((_, i) => first + i * random.skewed(500, 20_000)) : [...starts];
}
