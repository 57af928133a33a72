import { Random } from '../../simulation/random';
import { type Auction, type Bid, type NexmarkEvent, type Person, timestamp } from './model';

/** Of 50 events 1 is a person, 3 are auctions and 46 are bids, in this order. */
const CYCLE = 50;
const AUCTIONS = 3;
const FIRST_ID = 1000;
const FIRST_CATEGORY = 10;
const CATEGORIES = 5;
/** The newest of each so many persons and auctions are hot. */
const HOT_OF = 100;
const ACTIVE_PERSONS = 1000;
const AUCTIONS_IN_FLIGHT = 100;
/** Ids may be named so far before they are made. */
const LEAD = 10;
const CHANNELS = 10_000;
const HOT_CHANNELS = ['Google', 'Facebook', 'Baidu', 'Apple'];

const FIRST_NAMES = ['Peter', 'Paul', 'Luke', 'John', 'Saul', 'Vicky', 'Kate', 'Julie', 'Sarah', 'Deiter', 'Walter'];
const LAST_NAMES = ['Shultz', 'Abrams', 'Spencer', 'White', 'Bartels', 'Walton', 'Smith', 'Jones', 'Noris'];
const CITIES = ['Phoenix', 'Los Angeles', 'San Francisco', 'Boise', 'Portland', 'Bend', 'Redmond', 'Seattle', 'Kent'];
const STATES = ['AZ', 'CA', 'ID', 'OR', 'WA', 'WY'];

/**
 * Events by the rules of Nexmark's own generator: the same proportions, ids, hot sellers, auctions, bidders and channels, the
 * same prices. The n-th event depends on the seed and on those before it alone.
 */
export class NexmarkGenerator {
  private readonly random: Random;
  private readonly filling: string;
  private readonly urls: readonly string[];
  private readonly channels: readonly (readonly [channel: string, url: string])[];
  private next = 0;

  constructor(seed: string) {
    this.random = new Random(seed);
    this.filling = this.letters(64 * 1024, '');
    this.urls = HOT_CHANNELS.map(() => this.baseUrl());
    this.channels = Array.from({ length: CHANNELS }, (_, i) => {
      const id = this.random.chance(0.9) ? `&channel_id=${i * 7919}` : '';
      return [`channel-${i}`, this.baseUrl() + id];
    });
  }

  /** The next event, as it happened at a time in ms. */
  event(ms: number): NexmarkEvent {
    const offset = this.next % CYCLE;
    const none = { person: null, auction: null, bid: null, dateTime: timestamp(ms) };
    let event: NexmarkEvent;
    if (offset === 0) event = { event_type: 0, ...none, person: this.person(ms) };
    else if (offset <= AUCTIONS) event = { event_type: 1, ...none, auction: this.auction(ms) };
    else event = { event_type: 2, ...none, bid: this.bid(ms) };
    this.next++;
    return event;
  }

  private get lastPerson(): number {
    return Math.floor(this.next / CYCLE);
  }

  /** Of a person that comes first in its cycle: that of the cycle before, or none (-1). */
  private get lastAuction(): number {
    return Math.floor(this.next / CYCLE) * AUCTIONS + Math.min(this.next % CYCLE, AUCTIONS) - 1;
  }

  private person(ms: number): Person {
    const { random } = this;
    return {
      id: FIRST_ID + this.lastPerson,
      name: `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`,
      emailAddress: `${this.letters(random.int(3, 6), '')}@${this.letters(random.int(3, 4), '')}.com`,
      creditCard: Array.from({ length: 4 }, () => String(random.int(0, 9999)).padStart(4, '0')).join(' '),
      city: random.pick(CITIES),
      state: random.pick(STATES),
      dateTime: timestamp(ms),
      extra: this.extra(110),
    };
  }

  private auction(ms: number): Auction {
    const { random } = this;
    const initialBid = this.price();
    return {
      id: FIRST_ID + this.lastAuction,
      itemName: this.letters(random.int(3, 19), ' '),
      description: this.letters(random.int(3, 99), ' '),
      initialBid,
      reserve: initialBid + this.price(),
      dateTime: timestamp(ms),
      expires: timestamp(ms + random.int(1, 16_000)),
      seller: FIRST_ID + (random.chance(3 / 4) ? hot(this.lastPerson) : this.anyPerson()),
      category: FIRST_CATEGORY + random.int(0, CATEGORIES - 1),
      extra: this.extra(390),
    };
  }

  private bid(ms: number): Bid {
    const { random } = this;
    const hotChannel = random.chance(1 / 2) ? random.int(0, HOT_CHANNELS.length - 1) : undefined;
    const [channel, url] =
      hotChannel === undefined ? random.pick(this.channels) : [HOT_CHANNELS[hotChannel]!, this.urls[hotChannel]!];
    return {
      auction: FIRST_ID + (random.chance(1 / 2) ? hot(this.lastAuction) : this.anyAuction()),
      // The second of its hundred, so that hot bidders are not the hot sellers.
      bidder: FIRST_ID + (random.chance(3 / 4) ? hot(this.lastPerson) + 1 : this.anyPerson()),
      price: this.price(),
      channel,
      url,
      dateTime: timestamp(ms),
      extra: this.extra(68),
    };
  }

  private anyPerson(): number {
    const persons = this.lastPerson + 1;
    const active = Math.min(persons, ACTIVE_PERSONS);
    return persons - active + this.random.int(0, active + LEAD - 1);
  }

  private anyAuction(): number {
    return this.random.int(Math.max(this.lastAuction - AUCTIONS_IN_FLIGHT, 0), this.lastAuction + LEAD);
  }

  /** From 1 to a million of whole cents, each order of magnitude as likely. */
  private price(): number {
    return Math.round(10 ** (this.random.unit() * 6) * 100);
  }

  private baseUrl(): string {
    const part = (): string => this.letters(this.random.int(3, 4), '_');
    return `https://www.nexmark.com/${part()}/${part()}/${part()}/item.htm?query=1`;
  }

  /** Letters, every thirteenth of them a special one on average. */
  private letters(length: number, special: string): string {
    let text = '';
    while (text.length < length) {
      const n = this.random.int(0, 337);
      text += n % 13 === 0 && special !== '' ? special : String.fromCharCode(97 + (n % 26));
    }
    return text.trim();
  }

  /** Letters that nobody reads, within a fifth of a length. */
  private extra(length: number): string {
    const size = this.random.int(Math.round(length * 0.8), Math.round(length * 1.2));
    const from = this.random.int(0, this.filling.length - size);
    return this.filling.slice(from, from + size);
  }
}

const hot = (last: number): number => Math.floor(last / HOT_OF) * HOT_OF;
