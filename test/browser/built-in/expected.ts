import { formatDuration, formatNumber, formatPart, formatShare } from '../../../page/format';
import { figureText } from '../figures';
import { ranking, type Row, sumOf } from './batch';
import type { Headline } from './shown';

/** How a value is to be headed: the sum of the span, a quotient of two sums, or the newest window's. */
export type Kind = 'sum' | 'newest' | readonly [of: string, per: string];

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export const within = (rows: readonly Row[], { fromMs, toMs }: Span): readonly Row[] =>
  rows.filter(({ startMs }) => startMs >= fromMs && startMs < toMs);

/** The headlines of rows of one key, or of several whose values add up, beside those of the span before. */
export function expectedHeadlines(
  rows: readonly Row[],
  kinds: Readonly<Record<string, Kind>>,
  span: Span,
): readonly Headline[] {
  const lengthMs = span.toMs - span.fromMs;
  const now = within(rows, span);
  const before = within(rows, { fromMs: span.fromMs - lengthMs, toMs: span.fromMs });
  const newestMs = now.at(-1)!.startMs;
  const oldMs = rows.findLast(({ startMs }) => startMs <= newestMs - lengthMs)?.startMs;
  const at = (wantedMs: number | undefined): readonly Row[] => rows.filter(({ startMs }) => startMs === wantedMs);
  const isMixed = new Set(Object.values(kinds).map(kind => kind === 'newest')).size === 2;
  return Object.entries(kinds).map(([name, kind]) => {
    const [value, earlier] = (kind === 'newest' ? [at(newestMs), at(oldMs)] : [now, before]).map(each =>
      amountOf(each, name, kind),
    );
    const label = isMixed && kind === 'newest' ? `${name} · newest` : name;
    return [label, figureText(value!, earlier!, textOf(name, kind))];
  });
}

function amountOf(rows: readonly Row[], name: string, kind: Kind): number | null {
  if (rows.length === 0) return null;
  return typeof kind === 'string' ? sumOf(rows, name) : sumOf(rows, kind[0]) / sumOf(rows, kind[1]);
}

function textOf(name: string, kind: Kind): (value: number) => string {
  if (name.endsWith('_rate')) return formatShare;
  return name.endsWith('duration') && kind !== 'newest' ? formatDuration : formatNumber;
}

/** The first ten texts of one of the keys by a value that adds up. */
export const tableOf = (rows: readonly Row[], at: number, value: string): string[][] =>
  ranking(rows, at, value)
    .slice(0, 10)
    .map(([text, sum]) => [formatPart(JSON.stringify(text)), formatNumber(sum)]);

/** The newest windows as a chart's table has them, of whichever values. */
export const expectedRows = (
  rows: readonly Row[],
  span: Span,
  names: readonly string[],
  startText: (time: string) => string,
) =>
  within(rows, span)
    .slice(-60)
    .reverse()
    .map(({ startMs, values }) => ({
      start: startText(new Date(startMs).toISOString().slice(11, 19)),
      values: Object.fromEntries(names.map(name => [name, formatNumber(values[name] as number | undefined)])),
    }));
