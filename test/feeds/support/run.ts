import type { AddressInfo, Server } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { once } from 'node:events';
import type { EventFields, Position } from '../../../feeds/feed';
import { FeedRun, type FeedCounts } from '../../../feeds/feed-run';
import { feedNamed } from '../../../feeds/index';

/** A key that nothing may tell. */
export const SECRET = 'sesame-opens-7431';

export interface Running {
  readonly events: EventFields[];
  readonly ids: (string | undefined)[];
  readonly told: string[];
  counts(): FeedCounts;
  /** Ends it; rejects where it was refused. */
  stop(): Promise<void>;
  readonly ended: Promise<void>;
}

export interface RunSettings {
  readonly symbols?: readonly string[];
  readonly position?: Position;
  readonly silentAfterMs?: number;
  readonly everyMs?: number;
  readonly configuration?: unknown;
  readonly whenRoom?: () => Promise<void> | undefined;
}

const running = new Set<Running>();
const servers = new Set<Server>();

/** Runs a feed against a server of the test's own until the test ends. */
export function run(name: string, url: string, settings: RunSettings = {}): Running {
  const feed = feedNamed(name);
  const keys = Object.fromEntries(feed.keys.map(key => [key, SECRET]));
  const { symbols = ['A'], position = { numbers: {} }, everyMs = 20, configuration, whenRoom } = settings;
  const stop = new AbortController();
  const [events, ids, told]: [EventFields[], (string | undefined)[], string[]] = [[], [], []];
  const feedRun = new FeedRun({
    feed,
    reader: feed.reader({ url: new URL(url), symbols, keys, mode: undefined, configuration }),
    secrets: [SECRET],
    position,
    userAgent: 'tidemark (a test)',
    everyMs,
    ...(settings.silentAfterMs === undefined ? {} : { silentAfterMs: settings.silentAfterMs }),
    signal: stop.signal,
    now: () => Date.now(),
    random: () => 0,
    onEvents: (news, id) => {
      events.push(...news.map(({ fields }) => fields));
      ids.push(id);
    },
    whenRoom: whenRoom ?? (() => undefined),
    onTold: line => told.push(line),
  });
  const ended = feedRun.run();
  ended.catch(() => undefined);
  const started: Running = {
    events,
    ids,
    told,
    counts: () => feedRun.counts,
    ended,
    stop: () => {
      stop.abort();
      return ended;
    },
  };
  running.add(started);
  return started;
}

/** Listens on a port of its own of this machine until the test ends. */
export async function listening(server: Server): Promise<number> {
  servers.add(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

afterEach(async () => {
  for (const each of running) {
    await each.stop().catch(() => undefined);
    expect(each.told.join('\n')).not.toContain(SECRET);
  }
  running.clear();
  for (const server of servers) {
    (server as { closeAllConnections?: () => void }).closeAllConnections?.();
    server.close();
  }
  servers.clear();
});

/** Waits until something holds, for at most 10 s. */
export async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !holds();) {
    if (Date.now() > end) throw new Error('it did not happen in time');
    await setTimeout(5);
  }
}
