/**
 * How long an invocation may run, ms: Lambda's own bound (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
 * On Managed Instances Lambda takes time-outs up to 90 minutes; the constructs refuse more than this everywhere, since retention
 * deletes what nobody who began that long ago can still need.
 */
export const FUNCTION_LIFE_MS_MAX = 15 * 60_000;
/** No function that began so long ago still runs, ms: a minute more, for clocks that differ. */
export const OUTLIVED_MS = FUNCTION_LIFE_MS_MAX + 60_000;
