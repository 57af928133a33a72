import type { KinesisStreamRecord } from 'aws-lambda';
import type { WindowedKinesisEvent } from '../lambda/aggregate/window-event';
import { seededRandom } from '../producer/random';
import { randomViews } from './random-views';

/** Of the first event; events follow each other by one ms, a busy shard's full rate. */
const START_MS = Date.UTC(2026, 9, 1, 12);
const SHARD = 'shardId-000000000000';
const UNTAGGED = '?utm_source=direct&utm_medium=none&utm_campaign=none';

/** JSON texts of page views, about 251 bytes each, every URL with its campaign's parameters. */
export function pageViewTexts(count: number): string[] {
  const view = randomViews(seededRandom(1));
  return Array.from({ length: count }, (_, i) => {
    const event = view(START_MS + i) as { url: string };
    return JSON.stringify(event.url.includes('?') ? event : { ...event, url: event.url + UNTAGGED });
  });
}

/** JSON texts of trades, about 92 bytes each, spread evenly over so many symbols. */
export function tradeTexts(count: number, symbols: number): string[] {
  const random = seededRandom(2);
  return Array.from({ length: count }, (_, i) => {
    const symbol = Math.floor(random() * symbols);
    return JSON.stringify({
      stockName: symbols <= 10 ? 'ABCDEFGHIJ'[symbol]!.repeat(3) : `S${symbol}`,
      tradeType: random() < 0.5 ? 'BUY' : 'SELL',
      price: Math.round(100 * (10 + (symbol % 97) + 10 * random())) / 100,
      quantity: Math.ceil(random() * 500),
      timestamp: START_MS + i,
    });
  });
}

/** The same trades with their numbers as text. */
export function textTradeTexts(count: number, symbols: number): string[] {
  return tradeTexts(count, symbols).map(text => text.replace(/:([\d.]+)/g, ':"$1"'));
}

/** The same trades as CSV, three rows a text, some cells in quotes; the last cell holds what only quotes can. */
export function csvTradeTexts(count: number, symbols: number): string[] {
  const rows = tradeTexts(3 * count, symbols).map((json, i) => {
    const cells = Object.values(JSON.parse(json) as Readonly<Record<string, string | number>>).map(String);
    const note = ['', 'plain', '"two\r\nlines, ""quoted"""', '"é, 😀"'][i % 4]!;
    return [i % 2 === 0 ? `"${cells[0]}"` : cells[0], ...cells.slice(1), note].join();
  });
  return Array.from({ length: count }, (_, i) => rows.slice(3 * i, 3 * i + 3).join('\n'));
}

/** Batches as Lambda hands them to the function, in one window, each of the shard's next `size` records. */
export function batchesOf(records: readonly Uint8Array[], size: number): WindowedKinesisEvent[] {
  const batches: WindowedKinesisEvent[] = [];
  for (let at = 0; at < records.length; at += size) {
    batches.push({
      Records: records.slice(at, at + size).map((data, i) => kinesisRecord(data, at + i)),
      shardId: SHARD,
      window: { start: new Date(START_MS).toISOString(), end: new Date(START_MS + 5_000).toISOString() },
      isFinalInvokeForWindow: false,
    });
  }
  return batches;
}

function kinesisRecord(data: Uint8Array, index: number): KinesisStreamRecord {
  const sequenceNumber = (49_671_246_667_567n * 10n ** 42n + BigInt(index)).toString();
  return {
    awsRegion: 'us-east-1',
    eventID: `${SHARD}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    eventSource: 'aws:kinesis',
    eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/bench',
    eventVersion: '1.0',
    invokeIdentityArn: 'arn:aws:iam::000000000000:role/bench',
    kinesis: {
      approximateArrivalTimestamp: (START_MS + index) / 1000,
      data: Buffer.from(data).toString('base64'),
      kinesisSchemaVersion: '1.0',
      partitionKey: '0',
      sequenceNumber,
    },
  };
}
