import { createHash } from 'node:crypto';
import type { Pipeline } from '../definition/pipeline';
import { type Cursor, moveCursor } from '../store/epoch-log';
import { OUTLIVED_MS } from './function-life';
import type { FinalizeDeps } from './request';

/**
 * Says on the cursor whose turn it is, before anything is written: who sees another plan there knows that executors of it may
 * still be under way.
 *
 * @returns the cursor as it stands then; undefined when another executor has moved it.
 */
export async function takeTurn(
  { state, clock, pipeline }: Pick<FinalizeDeps, 'state' | 'clock' | 'pipeline'>,
  cursor: Cursor,
): Promise<Cursor | undefined> {
  const plan = planOf(pipeline);
  if (cursor.plan === plan) return cursor;
  const own = { ...cursor, plan, planSinceMs: cursor.plan === undefined ? 0 : clock.now() };
  return (await moveCursor(state, cursor, own)) ? own : undefined;
}

/**
 * Whether an executor of another plan may still be under way, behind this one. With the same aggregates it may show other results, or
 * leave out others: of what has not changed for this plan it would write what it finds, although a later epoch is executed.
 */
export const isContested = ({ planSinceMs }: Cursor, nowMs: number): boolean => nowMs - planSinceMs < OUTLIVED_MS;

const plans = new WeakMap<Pipeline, string>();

function planOf(pipeline: Pipeline): string {
  let plan = plans.get(pipeline);
  if (plan === undefined) {
    plan = createHash('sha256').update(JSON.stringify(pipeline.queries)).digest('hex').slice(0, 16);
    plans.set(pipeline, plan);
  }
  return plan;
}
