import { everyMs } from '../engine/windows/usual';
import type { QueryDescription } from '../api/contract';
import { SPANS_MS } from '../api/dashboard';

/** Windows of a span that can be seen, and those that a chart can tell apart. */
const WINDOWS_MIN = 12;
const WINDOWS_MAX = 10_000;

/** The span nearest to a wanted one that shows windows of this kind: not too few, not too many. */
export function fittingSpan(window: QueryDescription['window'], wantedMs: number): number {
  const stepMs = everyMs(window);
  const isTooShort = (spanMs: number): boolean => spanMs < WINDOWS_MIN * stepMs;
  const isTooLong = (spanMs: number): boolean => spanMs > WINDOWS_MAX * stepMs;
  if (isTooLong(wantedMs)) return SPANS_MS.findLast(spanMs => !isTooLong(spanMs)) ?? SPANS_MS[0]!;
  return isTooShort(wantedMs) ? (SPANS_MS.find(spanMs => !isTooShort(spanMs)) ?? SPANS_MS.at(-1)!) : wantedMs;
}

/** The next longer span, or the next shorter one; the same at either end. */
export const nextSpan = (spanMs: number, isLonger: boolean): number =>
  (isLonger ? SPANS_MS.find(each => each > spanMs) : SPANS_MS.findLast(each => each < spanMs)) ?? spanMs;

/** Windows that a chart shows one by one. */
const WINDOWS_SEEN = 1_500;

/**
 * Of the queries that say the same of the same keys in windows of other lengths, the one whose windows show a span best: the
 * shortest that are not too many, or the longest.
 */
export function atResolution(
  queries: readonly QueryDescription[],
  chosen: QueryDescription,
  spanMs: number,
): QueryDescription {
  const sayingOf = ({ groupBy, values, over }: QueryDescription): string =>
    JSON.stringify([groupBy, over, values.map(({ name, aggregate }) => [name, aggregate])]);
  const alike = queries
    .filter(query => query.window.kind === chosen.window.kind && sayingOf(query) === sayingOf(chosen))
    .sort((a, b) => everyMs(a.window) - everyMs(b.window));
  return alike.find(({ window }) => spanMs <= WINDOWS_SEEN * everyMs(window)) ?? alike.at(-1)!;
}
