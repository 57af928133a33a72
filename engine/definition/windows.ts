import { type Duration, parseDuration } from './duration';

/** A window kind with its lengths in ms. Plain data: it is stored with the state. */
export type Window =
  | { readonly kind: 'grid'; readonly sizeMs: number; readonly slideMs: number; readonly offsetMs: number }
  | { readonly kind: 'session'; readonly gapMs: number; readonly maxDurationMs: number };

/** A window as written by the user; checked by `definePipeline`. */
export type WindowInput =
  | { readonly kind: 'grid'; readonly size: Duration; readonly slide: Duration; readonly offset: Duration }
  | { readonly kind: 'session'; readonly gap: Duration; readonly maxDuration: Duration };

/** Windows of `size` side by side; they start at multiples of `size` since 1970 plus `offset`. */
export const tumbling = (size: Duration, options: { readonly offset?: Duration } = {}): WindowInput => ({
  kind: 'grid',
  size,
  slide: size,
  offset: options.offset ?? 0,
});

/** Windows of `size` that start every `slide` ("sliding" in Spark): each event counts in size / slide of them. */
export const hopping = (
  size: Duration,
  slide: Duration,
  options: { readonly offset?: Duration } = {},
): WindowInput => ({
  kind: 'grid',
  size,
  slide,
  offset: options.offset ?? 0,
});

/**
 * Per key, runs of events each at most `gap` after the one before. A run that spans more than `maxDuration`
 * (24 hours unless told) is cut at multiples of `maxDuration` since 1970.
 */
export const session = (gap: Duration, options: { readonly maxDuration?: Duration } = {}): WindowInput => ({
  kind: 'session',
  gap,
  maxDuration: options.maxDuration ?? '24 hours',
});

/** The window in ms; every mistake goes to `problem` with the path of the wrong part. */
export function checkWindow(input: WindowInput, path: string, problem: (text: string) => void): Window | undefined {
  const ms = (name: string, value: Duration, least: number): number => {
    const parsed = parseDuration(value);
    if (parsed === undefined || parsed < least)
      problem(`${path}.${name}: not a duration of at least ${least} ms: ${JSON.stringify(value)}`);
    return parsed ?? least;
  };
  if (input?.kind === 'session') {
    const gapMs = ms('gap', input.gap, 1);
    const maxDurationMs = ms('maxDuration', input.maxDuration, 1);
    if (maxDurationMs % gapMs !== 0)
      return { kind: 'session', gapMs, maxDurationMs: Math.ceil(maxDurationMs / gapMs) * gapMs };
    return { kind: 'session', gapMs, maxDurationMs };
  }
  if (input?.kind === 'grid') {
    const sizeMs = ms('size', input.size, 1);
    const slideMs = ms('slide', input.slide, 1);
    const offsetMs = ms('offset', input.offset, 0);
    if (slideMs > sizeMs)
      problem(
        `${path}.slide: ${slideMs} ms is longer than the window's size, ${sizeMs} ms: events between windows would be lost`,
      );
    return { kind: 'grid', sizeMs, slideMs, offsetMs: offsetMs % slideMs };
  }
  problem(`${path}: expected tumbling(...), hopping(...) or session(...)`);
  return undefined;
}
