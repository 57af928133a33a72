import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ResultRecord } from '../../engine/results/result-row';
import { ROOT } from '../../lib/project';
import { type LocalRunner, startLocal } from '../../local/runner';
import { kinesisClient } from '../../local/services/clients';
import { linesOf } from '../producer/support/memory-stream';
import { meansOf, movingMeansOf } from './batch';
import { KiteServer } from './kite-server';
import { INDEX, messageOf, MINUTES, SHARE, type Tick, ticksOf } from './ticks';

/**
 * A trading day of Kite's ticks, from a server of the test's own through `tidemark feed kite` and the pipeline `trades`. The feed is
 * killed and started again, and later the server: the stream must hold every tick that was heard and no other, and all means and
 * moving means must be those of a batch over them.
 */
const WAIT_MS_MAX = 120_000;
const TICKS_A_MINUTE = 120;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-feed-day-'));
  const runner = await startLocal({ pipelines: ['trades'], shards: 1 });
  const client = await kinesisClient(runner.endpoints.kinesis);
  const server = new KiteServer();
  try {
    await server.start();
    const heard = await day(server, runner, folder);
    await runner.endOfInput('trades');
    const put = await everythingOn<Tick>(client, 'trades');
    assert.deepEqual(
      put.map(({ stockName, price, timestamp }) => ({ stockName, price, timestamp })),
      heard,
    );
    say(`the stream holds the ${put.length} ticks that were heard, and no other`);
    const results = await everythingOn<ResultRecord>(client, runner.resources('trades').aggregatesStream!);
    for (const token of [SHARE, INDEX]) checkResults(results, heard, String(token));
  } finally {
    server.stop();
    client.destroy();
    await runner.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The ticks that were sent while somebody listened. */
async function day(server: KiteServer, runner: LocalRunner, folder: string): Promise<Tick[]> {
  const heard: Tick[] = [];
  const send = (from: number, to: number): void => {
    for (let minute = from; minute < to; minute++) {
      if (server.hasListener) heard.push(...ticksOf(minute));
      server.send(messageOf(minute));
    }
  };
  const killed = new Feed(server.url, runner, folder);
  await until('the feed listens', () => server.hasListener);
  send(0, 100);
  await until('all is acknowledged', () => killed.acknowledged === 100 * TICKS_A_MINUTE);
  await killed.end('SIGKILL');
  await until('nobody listens', () => !server.hasListener);
  send(100, 105);
  say('the feed was killed, and five minutes went unheard');

  const feed = new Feed(server.url, runner, folder);
  await until('the feed listens again', () => server.hasListener && feed.told.includes('gap: '));
  send(105, 200);
  await until('all is acknowledged', () => feed.acknowledged === 95 * TICKS_A_MINUTE);
  server.stop();
  send(200, 203);
  say('the server was killed, and three minutes went unheard');
  await server.start();
  await until('the feed is back', () => server.hasListener && feed.told.includes('connected again'));
  send(203, MINUTES);
  await until('all is acknowledged', () => feed.acknowledged === (95 + MINUTES - 203) * TICKS_A_MINUTE);
  assert.equal(await feed.end('SIGINT'), 0);
  assert.equal(feed.told.match(/gap: /g)?.length, 2, feed.told);
  return heard;
}

/** `tidemark feed kite` as a process of its own. */
class Feed {
  told = '';
  private readonly child: ChildProcess;

  constructor(url: string, runner: LocalRunner, folder: string) {
    const args = ['--symbols', `${SHARE},${INDEX}`, '--url', url, '--data-dir', folder, '--report', '100 ms'];
    const env = { ...process.env, ...runner.env, KITE_API_KEY: 'a key', KITE_ACCESS_TOKEN: 'a token' };
    const bin = ['cli/tidemark.mjs', 'feed', 'kite'];
    this.child = spawn(process.execPath, [...bin, ...args], { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'pipe'] });
    this.child.stderr!.on('data', (text: Buffer) => (this.told += text.toString()));
    if (process.env['TIDEMARK_DEBUG']) this.child.stderr!.pipe(process.stderr);
  }

  /** As its last report says. */
  get acknowledged(): number {
    return Number([...this.told.matchAll(/([\d,]+) acknowledged/g)].at(-1)?.[1]!.replaceAll(',', '') ?? 0);
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    const exited = once(this.child, 'exit') as Promise<[number | null]>;
    this.child.kill(signal);
    return (await exited)[0];
  }
}

/** Every mean of the instrument's windows, and of twelve of them, against a batch. */
function checkResults(results: readonly ResultRecord[], heard: readonly Tick[], stockName: string): void {
  const means = meansOf(heard.filter(tick => tick.stockName === stockName));
  for (const [query, name, expected] of [
    ['prices', 'avgPrice', means],
    ['trend', 'sma12', movingMeansOf(means)],
  ] as const) {
    const rows = results.filter(row => row.query === query && row.key['stockName'] === stockName && row.final);
    const found = new Map(rows.map(({ window, values }) => [Date.parse(window.start), Number(values[name])]));
    assert.deepEqual([...found.keys()].sort(), [...expected.keys()].sort(), `windows of ${query}`);
    for (const [start, mean] of expected)
      assert.ok(
        Math.abs(found.get(start)! - mean) < 1e-9,
        `${query} of ${stockName} at ${new Date(start).toISOString()}`,
      );
    say(`${stockName}: ${expected.size} windows of ${query} are those of a batch`);
  }
}

/** What a stream holds, line by line. */
async function everythingOn<T>(client: KinesisClient, stream: string): Promise<T[]> {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: stream }));
  const lines: T[] = [];
  for (const { ShardId } of Shards) {
    const at = { StreamName: stream, ShardId, ShardIteratorType: 'TRIM_HORIZON' as const };
    let next = (await client.send(new GetShardIteratorCommand(at))).ShardIterator;
    while (next !== undefined) {
      const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator: next }));
      for (const { Data } of Records) for (const line of linesOf(Data!)) lines.push(JSON.parse(line) as T);
      next = Records.length > 0 ? NextShardIterator : undefined;
    }
  }
  return lines;
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (const endMs = Date.now() + WAIT_MS_MAX; !holds(); await pause(20))
    if (Date.now() > endMs) throw new Error(`it took too long until ${what}`);
}

function say(text: string): void {
  process.stdout.write(`${(performance.now() / 1000).toFixed(1).padStart(6)} s  ${text}\n`);
}

void main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`failed: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
