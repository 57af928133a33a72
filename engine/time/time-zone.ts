const formatters = new Map<string, Intl.DateTimeFormat>();
const ZONES_MAX = 64;
/** A name that no time zone has; the message is one short line. */
export class UnknownZone extends Error {
  override readonly name = 'UnknownZone';
}

/** Offsets change at quarters of an hour only. */
const STEP_MS = 15 * 60_000;
const OFFSETS_MAX = 4096;
const offsets = new Map<string, number>();

/**
 * How far a time zone is ahead of UTC at an instant, ms, by the IANA database that the runtime carries.
 *
 * @throws UnknownZone for a zone that does not exist.
 */
export function zoneOffsetMs(zone: string, ms: number): number {
  if (zone === 'UTC') return 0;
  const step = Math.floor(ms / STEP_MS) * STEP_MS;
  const key = `${zone} ${step}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    if (offsets.size === OFFSETS_MAX) offsets.clear();
    offsets.set(key, (offset = readOffset(zone, step)));
  }
  return offset;
}

const PARTS = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;

function readOffset(zone: string, ms: number): number {
  const parts: Record<string, string> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(ms)) parts[type] = value;
  const [year, month, day, hour, minute, second] = PARTS.map(part => Number(parts[part])) as [number, ...number[]];
  // Date.UTC takes the years 0 to 99 for those of the last century.
  const local = new Date(Date.UTC(2000, 0, 1, hour, minute, second));
  local.setUTCFullYear(parts['era']!.startsWith('B') ? 1 - year : year, month! - 1, day);
  return local.getTime() - Math.floor(ms / 1000) * 1000;
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (formatter) return formatter;
  const parts = Object.fromEntries(PARTS.map(part => [part, 'numeric' as const]));
  try {
    formatter = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone,
      hourCycle: 'h23',
      era: 'short',
      ...parts,
    });
  } catch {
    throw new UnknownZone(`no time zone ${JSON.stringify(timeZone.slice(0, 60))}; write one as Europe/Zurich`);
  }
  if (formatters.size === ZONES_MAX) formatters.clear();
  formatters.set(timeZone, formatter);
  return formatter;
}

/** The instant at which clocks of a zone show a local time, both in ms; where they show it twice, the first; where never, the one after the gap. */
export function instantOf(zone: string, localMs: number): number {
  const before = localMs - zoneOffsetMs(zone, localMs - 86_400_000);
  if (before + zoneOffsetMs(zone, before) === localMs) return before;
  return localMs - zoneOffsetMs(zone, localMs - zoneOffsetMs(zone, localMs + 86_400_000));
}

/** What is wrong with a zone's name; undefined where there is such a zone. */
export function zoneProblem(zone: string): string | undefined {
  try {
    zoneOffsetMs(zone, 0);
    return undefined;
  } catch (error) {
    if (error instanceof UnknownZone) return error.message;
    throw error;
  }
}
