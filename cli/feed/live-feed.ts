import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Pipeline } from '../../engine/definition/pipeline';
import type { FeedEvent } from '../../feeds/feed';
import { FeedRun } from '../../feeds/feed-run';
import { systemClock } from '../../lambda/aws/system-clock';
import { lanesOf, putRecordsTo } from '../../lambda/produce/kinesis-target';
import { StreamWriter } from '../../producer/stream-writer';
import type { ChosenFeed } from './choose-feed';
import { BEGINNING, type PositionStore } from './position';
import { FeedPump } from './pump';
import { FeedStatus } from './status';

/** Between two polls, ms, unless told otherwise. */
const EVERY_MS = 5_000;

export interface LiveFeedOptions {
  readonly chosen: ChosenFeed;
  readonly pipeline: Pipeline;
  readonly client: KinesisClient;
  readonly stream: string;
  /** Where the position is kept; undefined: nowhere. */
  readonly openPosition: ((name: string) => Promise<PositionStore>) | undefined;
  /** Ends after so many events. @default no bound */
  readonly total?: number | undefined;
  readonly signal: AbortSignal;
  readonly onTold: (line: string) => void;
  /** Takes the state every so often, ms, where it has changed. */
  readonly onStatus: (line: string) => void;
  readonly statusEveryMs: number;
}

/**
 * Puts a feed's events on a pipeline's stream until the signal aborts: then what was received is put and acknowledged before
 * it resolves, to its last state.
 *
 * @throws FeedError when the source refuses, after the same; what the stream fails with.
 */
export async function runLiveFeed(options: LiveFeedOptions): Promise<string> {
  const { chosen, pipeline, client, stream, total = Infinity, onTold } = options;
  const { feed, reader, secrets, settings } = chosen;
  const lanes = await lanesOf(client, stream);
  const kept = await options.openPosition?.(`${pipeline.name}.${feed.name}`);
  const stop = new AbortController();
  const writer = new StreamWriter({ putRecords: putRecordsTo(client, stream), clock: systemClock });
  const position = kept?.position ?? BEGINNING;
  const save = kept ? (reached: typeof position) => kept.save(reached) : () => undefined;
  const pump = new FeedPump({
    pipeline,
    rename: settings.rename,
    lanes,
    writer,
    clock: systemClock,
    position,
    save,
    onTold,
  });
  let left = total;
  const run = new FeedRun({
    feed,
    reader,
    secrets,
    position,
    userAgent: `tidemark (${settings.contact ?? 'no contact given'})`,
    everyMs: settings.every ?? EVERY_MS,
    signal: AbortSignal.any([options.signal, stop.signal]),
    now: () => systemClock.now(),
    random: Math.random,
    onEvents(events: readonly FeedEvent[], lastEventId) {
      if (left <= 0) return;
      const isLast = events.length >= left;
      // Of a frame that is cut the id would say that all of it was put.
      pump.add(isLast ? events.slice(0, left) : events, isLast && events.length > left ? undefined : lastEventId);
      left -= events.length;
      if (left <= 0) stop.abort();
    },
    whenRoom: () => pump.whenRoom(),
    onTold,
  });
  const status = new FeedStatus(
    () => ({ ...run.counts, acknowledged: pump.acknowledged, waiting: pump.unacknowledged }),
    systemClock.now(),
  );
  const ticker = setInterval(() => status.ifChanged(systemClock.now(), options.onStatus), options.statusEveryMs);
  const pumping = pump.run().finally(() => stop.abort());
  // It is awaited below: until then the process must not end by a failure that nobody has taken.
  pumping.catch(() => undefined);
  try {
    await run.run();
  } finally {
    pump.close();
    await pumping.finally(() => {
      clearInterval(ticker);
      return kept?.close();
    });
  }
  return status.line(systemClock.now());
}
