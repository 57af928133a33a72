export type Zone = 'local' | 'UTC';

const DIGITS = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 });
const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A figure: whole ones with separators, others with six digits; a dash where there is none. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return Number.isInteger(value) ? WHOLE.format(value) : DIGITS.format(value);
}

/** Hours, minutes and seconds. */
export function formatTime(ms: number, zone: Zone): string {
  const options = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  return new Date(ms).toLocaleTimeString('en-GB', zone === 'UTC' ? { ...options, timeZone: 'UTC' } : options);
}

/** Day, month and year. */
export function formatDate(ms: number, zone: Zone): string {
  const options = { day: 'numeric', month: 'long', year: 'numeric' } as const;
  return new Date(ms).toLocaleDateString('en-GB', zone === 'UTC' ? { ...options, timeZone: 'UTC' } : options);
}

export function formatDuration(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
  return `${Math.floor(ms / 3_600_000)} h ${Math.floor((ms % 3_600_000) / 60_000)} min`;
}

/** A key's values beside each other; `all` where a query has no keys. */
export function formatKey(key: string): string {
  const values = JSON.parse(key) as unknown[];
  if (values.length === 0) return 'all';
  if (values.every(value => value === null)) return 'none';
  return values.map(value => (value === null ? '–' : String(value))).join(' / ');
}
