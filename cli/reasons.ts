import { printable } from '../engine/text/printable';

/** Different reasons kept; what comes after counts together. */
const REASONS_MAX = 1_000;
const REASONS_SHOWN = 10;
const REASON_LENGTH_MAX = 200;
const SAMPLE_LENGTH_MAX = 80;

interface Reason {
  count: number;
  /** The reason in full, of the first that had it. */
  readonly text: string;
  readonly where: string;
  readonly sample: string;
}

/** Why events and lines were refused, with counts and one example each: in bounded room, whatever the input holds. */
export class Reasons {
  private readonly byKind = new Map<string, Reason>();
  private others = 0;
  total = 0;

  /** @param where the first of a kind was: the line of a file, or the place in a stream. */
  add(text: string, where: string, sample: string): void {
    this.total++;
    const kind = kindOf(text);
    const known = this.byKind.get(kind);
    if (known) known.count++;
    else if (this.byKind.size >= REASONS_MAX) this.others++;
    else this.byKind.set(kind, { count: 1, text, where, sample: sample.slice(0, SAMPLE_LENGTH_MAX + 1) });
  }

  /** The reasons as lines, the most frequent first. */
  lines(): string[] {
    const sorted = [...this.byKind.values()].sort((a, b) => b.count - a.count);
    const lines = sorted
      .slice(0, REASONS_SHOWN)
      .map(
        ({ count, text, where, sample }) =>
          `  ${count} × ${printable(text, REASON_LENGTH_MAX)} (${where}: ${printable(sample, SAMPLE_LENGTH_MAX)})`,
      );
    const rest = sorted.slice(REASONS_SHOWN).reduce((sum, { count }) => sum + count, 0) + this.others;
    if (rest > 0) lines.push(`  ${rest} × other reasons`);
    return lines;
  }
}

/** Texts in quotes, also those that were cut, and numbers. */
const VALUES = /"(?:[^"\\…]|\\.)*(?:"|…|$)|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Reasons that differ only in the values they name are of one kind. */
function kindOf(text: string): string {
  return text.slice(0, REASON_LENGTH_MAX).replace(VALUES, value => (value.startsWith('"') ? '""' : '0'));
}
