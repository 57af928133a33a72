import type { SideEntry } from '../store/side-entry';

/** Characters of the entries that one record may have. */
export const RECORD_SIDES_MAX = 8 * 1024 * 1024;
/** Of an entry without its event. */
const FIXED_CHARACTERS = 320;

/** Entries of a kind that are not listed. */
interface Omitted {
  readonly first: SideEntry;
  count: number;
  bytes: number;
  readonly queries: Set<string>;
}

/**
 * Lists the late and bad events of one record after the other. Beyond a bound a record's further ones are counted, and one entry
 * of each kind stands for them: what was decompressed from a few KB could fill any memory.
 */
export class RecordSides {
  private characters = 0;
  private readonly omitted = new Map<SideEntry['kind'], Omitted>();

  constructor(private readonly entries: SideEntry[]) {}

  add(entry: SideEntry): void {
    this.characters += FIXED_CHARACTERS + entry.event.length;
    if (this.characters <= RECORD_SIDES_MAX) this.entries.push(entry);
    else this.omit(entry);
  }

  /** Adds what stands for the entries that were left out of the record that ends here. */
  endRecord(): void {
    this.characters = 0;
    if (this.omitted.size === 0) return;
    for (const summary of this.omitted.values()) this.entries.push(asEntry(summary));
    this.omitted.clear();
  }

  private omit(entry: SideEntry): void {
    let omitted = this.omitted.get(entry.kind);
    if (!omitted)
      this.omitted.set(entry.kind, (omitted = { first: entry, count: 0, bytes: 0, queries: new Set<string>() }));
    omitted.count++;
    omitted.bytes += entry.bytes;
    for (const query of entry.queries ?? []) omitted.queries.add(query);
  }
}

/** It begins with the first of them. */
function asEntry({ first, count, bytes, queries }: Omitted): SideEntry {
  const what = first.kind === 'late' ? 'late' : 'bad';
  const reason = `${count} ${what} events of this record from this one on, too many to list`;
  return { ...first, reason, bytes, queries: first.queries && [...queries] };
}
