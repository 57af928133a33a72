/** A new user. `dateTime` as Flink's JSON format writes a TIMESTAMP(3): no zone, and no zeros behind the last digit. */
export interface Person {
  readonly id: number;
  readonly name: string;
  readonly emailAddress: string;
  readonly creditCard: string;
  readonly city: string;
  readonly state: string;
  readonly dateTime: string;
  readonly extra: string;
}

/** A new item for sale. */
export interface Auction {
  readonly id: number;
  readonly itemName: string;
  readonly description: string;
  readonly initialBid: number;
  readonly reserve: number;
  readonly dateTime: string;
  readonly expires: string;
  readonly seller: number;
  readonly category: number;
  readonly extra: string;
}

/** A bid for an item; prices are whole cents. */
export interface Bid {
  readonly auction: number;
  readonly bidder: number;
  readonly price: number;
  readonly channel: string;
  readonly url: string;
  readonly dateTime: string;
  readonly extra: string;
}

/** What Nexmark's stream holds: one of three, by `event_type`. */
export interface NexmarkEvent {
  /** 0: a person; 1: an auction; 2: a bid. */
  readonly event_type: 0 | 1 | 2;
  readonly person: Person | null;
  readonly auction: Auction | null;
  readonly bid: Bid | null;
  /** That of the one: a column of Flink's table. */
  readonly dateTime: string;
}

/** Without a zone, as a TIMESTAMP(3) is. */
export function timestamp(ms: number): string {
  return new Date(ms)
    .toISOString()
    .slice(0, -1)
    .replace('T', ' ')
    .replace(/\.?0+$/, '');
}
