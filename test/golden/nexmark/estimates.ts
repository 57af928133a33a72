import type { Row } from '../event-table';

/** Counts of distinct values, which are exact up to so many. */
const ESTIMATED = /_(bidders|auctions)$/;
const EXACT_MAX = 256;
/** Three times the standard error of 1.6 %. */
const TOLERANCE = 0.048;

/** The rows with our counts of distinct values in place of theirs, where those are above the exact bound and ours near them. */
export function withEstimates(expected: readonly Row[], ours: readonly Row[]): Row[] {
  const byKey = new Map(ours.map(row => [keyOf(row), row]));
  return expected.map(row => {
    const our = byKey.get(keyOf(row));
    const isEstimate = (name: string, exact: unknown): boolean =>
      ESTIMATED.test(name) && (exact as number) > EXACT_MAX && isNear(our?.[name] as number, exact as number);
    return Object.fromEntries(Object.entries(row).map(([name, v]) => [name, isEstimate(name, v) ? our![name]! : v]));
  });
}

const keyOf = ({ channel, window_start }: Row): string => JSON.stringify([channel, window_start]);

const isNear = (estimate: number, exact: number): boolean => Math.abs(estimate / exact - 1) <= TOLERANCE;
