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
  /** By query name; for each query, decoded = accepted + late + quarantined + duplicates. */
  accepted: Readonly<Record<string, number>>;
  late: Readonly<Record<string, number>>;
}

export function noCounts(): Counts {
  return { newRecords: 0, redelivered: 0, decoded: 0, quarantined: 0, duplicates: 0, accepted: {}, late: {} };
}

export function addCounts(a: Counts, b: Counts): Counts {
  return {
    newRecords: a.newRecords + b.newRecords,
    redelivered: a.redelivered + b.redelivered,
    decoded: a.decoded + b.decoded,
    quarantined: a.quarantined + b.quarantined,
    duplicates: a.duplicates + b.duplicates,
    accepted: addByName(a.accepted, b.accepted),
    late: addByName(a.late, b.late),
  };
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
