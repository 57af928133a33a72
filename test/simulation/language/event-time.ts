import type { Random } from '../random';
import type { Value } from '../value';

/** When an event happened, where a definition computes it: of what its `at` says and of when its record arrived, ms. */
export interface DrawnTime {
  readonly sql: string;
  /** The fields that it reads. */
  readonly fields: readonly string[];
  /** Events may lack `at`. */
  readonly isAtOptional: boolean;
  of(atMs: number | null, arrivalMs: number, values: Readonly<Record<string, Value>>): number;
}

const TIMES: readonly DrawnTime[] = [
  {
    sql: 'coalesce(at, arrival_time)',
    fields: ['at'],
    isAtOptional: true,
    of: (atMs, arrivalMs) => atMs ?? arrivalMs,
  },
  {
    sql: 'least(at, arrival_time)',
    fields: ['at'],
    isAtOptional: false,
    of: (atMs, arrivalMs) => Math.min(atMs!, arrivalMs),
  },
  {
    sql: 'case when n < 0 then arrival_time else at end',
    fields: ['at', 'n'],
    isAtOptional: false,
    of: (atMs, arrivalMs, { n }) => ((n as number) < 0 ? arrivalMs : atMs!),
  },
];

/** In a few runs the stages compute it, or some of them; undefined where it is `at`. */
export function drawTimes(random: Random, stages: number): (DrawnTime | undefined)[] {
  if (!random.chance(0.12)) return Array.from({ length: stages }, () => undefined);
  const time = random.pick(TIMES);
  const isChanged = random.chance(0.3);
  return Array.from({ length: stages }, () => (isChanged ? random.pick([time, undefined, ...TIMES]) : time));
}
