import type { QueryDescription } from '../api/contract';
import { isOne, type Selection, textOf } from './selection';

export type Zone = 'local' | 'UTC';

const DIGITS = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 });
const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A figure: whole ones with separators, others with six digits; a dash where there is none. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return Number.isInteger(value) ? WHOLE.format(value) : DIGITS.format(value);
}

const SHARE = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });

/** Per cent of one, to a tenth. */
export const formatShare = (value: number | null): string => (value === null ? '–' : SHARE.format(value));

/** Figures of an axis, all with as many decimals as its step needs. */
export function formatSteps(values: readonly number[], step: number): string[] {
  const decimals = /\.(\d+)$/.exec(String(step))?.[1]!.length ?? 0;
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return values.map(value => value.toLocaleString('en', options));
}

/** Hours, minutes and seconds. */
export function formatTime(ms: number, zone: Zone): string {
  const options = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  return new Date(ms).toLocaleTimeString('en-GB', zone === 'UTC' ? { ...options, timeZone: 'UTC' } : options);
}

/** A time on an axis: without seconds where its steps are minutes; the day where they are days, and at midnight. */
export function formatTick(ms: number, stepMs: number, zone: Zone): string {
  const time = formatTime(ms, zone);
  if (stepMs >= DAY_MS || (stepMs >= HOUR_MS && time === '00:00:00')) return formatDay(ms, zone);
  return time.slice(0, stepMs % 60_000 === 0 ? 5 : 8);
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Day and month, short. */
function formatDay(ms: number, zone: Zone): string {
  const options = { day: 'numeric', month: 'short' } as const;
  return new Date(ms).toLocaleDateString('en-GB', zone === 'UTC' ? { ...options, timeZone: 'UTC' } : options);
}

/** From one time to another. */
const formatRange = (fromMs: number, toMs: number, zone: Zone): string =>
  `${formatTime(fromMs, zone)} – ${formatTime(toMs, zone)}`;

/** Day, month, hours, minutes and seconds. */
export const formatMoment = (ms: number, zone: Zone): string => `${formatDay(ms, zone)} ${formatTime(ms, zone)}`;

/** Day, month and year. */
export function formatDate(ms: number, zone: Zone): string {
  const options = { day: 'numeric', month: 'long', year: 'numeric' } as const;
  return new Date(ms).toLocaleDateString('en-GB', zone === 'UTC' ? { ...options, timeZone: 'UTC' } : options);
}

export function formatDuration(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}

/** From when to when a window is; one of a calendar by its name. */
export function formatWindow(window: QueryDescription['window'], startMs: number, zone: Zone): string {
  if (window.kind === 'grid' && window.sizeMs < HOUR_MS) return formatRange(startMs, startMs + window.sizeMs, zone);
  return formatStart(window, startMs, zone);
}

/** When a window starts: of a calendar's the hour, day or month that its own zone's clocks show; of one that grows when it ends. */
export function formatStart(window: QueryDescription['window'], startMs: number, zone: Zone): string {
  if (window.kind === 'cumulate') return `until ${formatTime(startMs + window.stepMs, zone)}`;
  if (window.kind === 'grid' && window.sizeMs >= HOUR_MS)
    return `${formatDay(startMs, zone)} ${formatTime(startMs, zone).slice(0, 5)}`;
  if (window.kind !== 'calendar') return formatTime(startMs, zone);
  const { unit, timeZone } = window;
  const day = unit === 'month' ? {} : ({ day: 'numeric' } as const);
  const time = unit === 'hour' ? ({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const) : {};
  const text = new Date(startMs).toLocaleString('en-GB', { ...day, month: 'long', year: 'numeric', ...time, timeZone });
  return unit === 'week' ? `week from ${text}` : text;
}

/** How long a query's windows are, and how often one begins. */
export function describeWindows(window: QueryDescription['window']): string {
  if (window.kind === 'session') return `sessions that end after ${formatSize(window.gapMs)} without events`;
  if (window.kind === 'calendar') return `windows of 1 ${window.unit} by the clocks of ${window.timeZone}`;
  if (window.kind === 'cumulate') {
    const { period, stepMs } = window;
    const of =
      period.kind === 'grid' ? formatSize(period.sizeMs) : `1 ${period.unit} by the clocks of ${period.timeZone}`;
    return `windows of ${of} that grow by ${formatSize(stepMs)}`;
  }
  const { sizeMs, slideMs } = window;
  return `windows of ${formatSize(sizeMs)}${sizeMs === slideMs ? '' : `, one every ${formatSize(slideMs)}`}`;
}

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const;

/** In the largest unit that measures it in whole. */
function formatSize(ms: number): string {
  const [unitMs, unit] = UNITS.find(([each]) => ms % each === 0) ?? [1, 'ms'];
  return `${ms / unitMs} ${unit}`;
}

/** A key's values beside each other; `all` where a query has no keys. */
export function formatKey(key: string): string {
  const values = JSON.parse(key) as unknown[];
  if (values.length === 0) return 'all';
  if (values.every(value => value === null)) return 'none';
  return values.map(value => (value === null ? '–' : value === '' ? '(empty)' : String(value))).join(' / ');
}

/** One of a key's values, from its JSON. */
export function formatPart(part: string): string {
  const value = JSON.parse(part) as unknown;
  if (value === '') return '(empty)';
  return value === null ? 'none' : String(value);
}

/** What is selected of a query's keys, by name. */
export function formatSelection(selection: Selection, groupBy: readonly string[]): string {
  if (isOne(selection)) return formatKey(textOf(selection));
  const chosen = selection.flatMap((part, i) => (part === undefined ? [] : [`${groupBy[i]} ${formatPart(part)}`]));
  return chosen.length === 0 ? 'all' : chosen.join(', ');
}
