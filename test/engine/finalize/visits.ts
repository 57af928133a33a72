import {
  count,
  definePipeline,
  epochMillis,
  first,
  integer,
  last,
  session,
  string,
  sum,
  topK,
  tumbling,
} from '../../../engine/index';
import type { Rig } from '../../support/rig';

export const START_MS = Date.UTC(2026, 0, 1);
export const MINUTE = 60_000;

interface Settings {
  readonly gapMs: number;
  readonly maxDurationMs?: number;
  readonly emit?: 'onUpdate' | 'onClose';
  readonly outOfOrdernessMs?: number;
  readonly allowedMs?: number;
}

export function visits({ gapMs, maxDurationMs, emit, outOfOrdernessMs, allowedMs }: Settings) {
  return definePipeline({
    name: 'visits',
    event: { at: epochMillis(), k: string(), n: integer() },
    eventTime: 'at',
    watermark: { outOfOrderness: outOfOrdernessMs ?? 0, idleTimeout: '1 minute', maxFutureSkew: '365 days' },
    late: { allowed: allowedMs ?? 0 },
    queries: {
      sessions: {
        groupBy: ['k'],
        window: session(gapMs, maxDurationMs === undefined ? {} : { maxDuration: maxDurationMs }),
        select: { n: count(), sum: sum('n'), first: first('n'), last: last('n'), top: topK('n', 3) },
        emit: emit ?? 'onClose',
      },
      hourly: { groupBy: ['k'], window: tumbling('1 hour'), select: { n: count() } },
    },
  });
}

export interface Visit {
  readonly at: number;
  readonly k: string;
  readonly n: number;
}

export const visit = (minutes: number, k = 'a', n = 1): Visit => ({ at: START_MS + minutes * MINUTE, k, n });

/** One commit of these events, and an epoch. */
export async function commit(rig: Rig, ...events: readonly Visit[]): Promise<void> {
  await rig.aggregate([rig.put(events)]);
  await rig.finalize();
}

export async function end(rig: Rig): Promise<void> {
  await rig.finalize({ tick: true, endOfInput: true });
}

export const sessionsOf = (rig: Rig) =>
  rig.latest().filter(({ query, retracted }) => query === 'sessions' && !retracted);
export const spans = (rig: Rig) =>
  sessionsOf(rig).map(({ window, values }) => [
    (Date.parse(window.start) - START_MS) / MINUTE,
    (Date.parse(window.end) - START_MS) / MINUTE,
    values['n'],
  ]);
