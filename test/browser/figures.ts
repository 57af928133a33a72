import { formatNumber, formatShare } from '../../page/format';

/** A number beside that of the period before, as the page's headlines write it. */
export function figureText(value: number, before: number | null, format = formatNumber as (value: number) => string) {
  if (before === null) return `${format(value)} `;
  const change = before === 0 ? undefined : (value - before) / Math.abs(before);
  const sign = change === undefined || Math.abs(change) < 0.000_5 ? '' : change > 0 ? '+' : '−';
  return `${format(value)} ${change === undefined ? '–' : `${sign}${formatShare(Math.abs(change))}`}`;
}
