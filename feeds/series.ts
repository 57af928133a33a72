/** Numbers, both ends included. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

/** What a number of a series is. */
export interface Seen {
  /** Whether its event was here before. */
  readonly isKnown: boolean;
  /** Numbers before it that did not come. */
  readonly missed?: NumberRange;
  /** Whether it was among those that had not come. */
  readonly isFound?: boolean;
}

/** Gaps of a series that late numbers may still fill, and numbers whose copies are known: of more the oldest are forgotten. */
const GAPS_MAX = 64;
const RECENT_MAX = 256;

/**
 * The numbers of one series, which counts by ones: which were missed, which come twice. A number that is neither new nor missed
 * nor a copy of a recent event is counted as new, and the series begins again with it: nothing is dropped for being odd.
 */
export class Series {
  private gaps: NumberRange[] = [];
  /** Times of recent events by their numbers. */
  private readonly recent = new Map<number, number | undefined>();

  /** @param last the last number that an earlier run has seen. */
  constructor(public last: number | undefined = undefined) {}

  /** @param isPast whether the source repeats it: it is new only where it was missed. */
  see(number: number, timeMs: number | undefined, isPast = false): Seen {
    if (this.last === undefined || number > this.last) return this.ahead(number, timeMs, isPast);
    if (this.fill(number)) return { isKnown: this.remember(number, timeMs), isFound: true };
    if (isPast || (this.recent.has(number) && this.recent.get(number) === timeMs)) return { isKnown: true };
    this.gaps = [];
    this.recent.clear();
    this.last = number;
    return { isKnown: this.remember(number, timeMs) };
  }

  /** Notes how far the series has come; the numbers up to it that did not. */
  reach(number: number): NumberRange | undefined {
    const { last } = this;
    if (last !== undefined && number <= last) return undefined;
    this.last = number;
    return last === undefined ? undefined : this.note({ from: last + 1, to: number });
  }

  private ahead(number: number, timeMs: number | undefined, isPast: boolean): Seen {
    const { last } = this;
    this.last = number;
    if (last === undefined && isPast) return { isKnown: true };
    this.remember(number, timeMs);
    if (last === undefined || number === last + 1) return { isKnown: false };
    return { isKnown: false, missed: this.note({ from: last + 1, to: number - 1 }) };
  }

  private note(gap: NumberRange): NumberRange {
    this.gaps.push(gap);
    if (this.gaps.length > GAPS_MAX) this.gaps.shift();
    return gap;
  }

  /** Takes a number out of the gap that it stands in; false where there is none. */
  private fill(number: number): boolean {
    const at = this.gaps.findIndex(({ from, to }) => from <= number && number <= to);
    if (at < 0) return false;
    const { from, to } = this.gaps[at]!;
    const rests = [
      { from, to: number - 1 },
      { from: number + 1, to },
    ].filter(rest => rest.from <= rest.to);
    this.gaps.splice(at, 1, ...rests);
    return true;
  }

  private remember(number: number, timeMs: number | undefined): false {
    this.recent.set(number, timeMs);
    if (this.recent.size > RECENT_MAX) this.recent.delete(this.recent.keys().next().value!);
    return false;
  }
}
