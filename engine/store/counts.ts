/** What became of the records and events of a range of a shard (rule A7). */
export interface Counts {
  /** Records folded for the first time. */
  newRecords: number;
  /** Records seen again after they had been folded; they are not folded again. */
  redelivered: number;
  /** Events found in the new records; a record that could not be opened counts as one. */
  decoded: number;
  quarantined: number;
  /** Copies that `dedupe` dropped. */
  duplicates: number;
  /** Events that `accept` passed over. */
  skipped: number;
  /** By query name, as the two below. */
  accepted: Readonly<Record<string, number>>;
  /** Events for which a query's `where` did not hold. */
  filtered: Readonly<Record<string, number>>;
  late: Readonly<Record<string, number>>;
}

const NUMBERS = ['newRecords', 'redelivered', 'decoded', 'quarantined', 'duplicates', 'skipped'] as const;
/** What is counted for each query by itself. */
export const BY_QUERY = ['accepted', 'filtered', 'late'] as const;

export function noCounts(): Counts {
  return {
    newRecords: 0,
    redelivered: 0,
    decoded: 0,
    quarantined: 0,
    duplicates: 0,
    skipped: 0,
    accepted: {},
    filtered: {},
    late: {},
  };
}

/** Counts as they are stored: those of a version that counted less have none of the rest. */
export function storedCounts(stored: Partial<Counts>): Counts {
  return { ...noCounts(), ...stored };
}

export function addCounts(a: Counts, b: Counts): Counts {
  const sum = { ...a };
  for (const name of NUMBERS) sum[name] += b[name];
  for (const name of BY_QUERY) sum[name] = addByName(a[name], b[name]);
  return sum;
}

/** The queries of which something is counted. */
export function countedQueries(counts: Counts): string[] {
  return [...new Set(BY_QUERY.flatMap(name => Object.keys(counts[name])))];
}

/** What became of a query's events: all of these together are those decoded, and what is not shows a fault. */
export function accountedFor(counts: Counts, query: string): number {
  const { quarantined, duplicates, skipped } = counts;
  return BY_QUERY.reduce((sum, name) => sum + countOf(counts[name], query), quarantined + duplicates + skipped);
}

/** Whether every event is accounted for, once, in each query that something is counted of. */
export function isBalanced(counts: Counts): boolean {
  return countedQueries(counts).every(query => accountedFor(counts, query) === counts.decoded);
}

/** The count of a query, whose name may be one that every object has, such as `constructor`. */
export function countOf(counts: Readonly<Record<string, number>>, query: string): number {
  return Object.hasOwn(counts, query) ? counts[query]! : 0;
}

function addByName(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const sum: Record<string, number> = { ...a };
  for (const [name, n] of Object.entries(b)) sum[name] = countOf(sum, name) + n;
  return sum;
}
