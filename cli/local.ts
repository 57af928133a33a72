import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Pipeline } from '../engine/definition/pipeline';
import { openInput } from '../input/open-input';
import { lanesOf, putRecordsTo } from '../lambda/produce/kinesis-target';
import { systemClock } from '../lambda/aws/system-clock';
import { loadPipeline } from './load-pipeline';
import { type LocalRunner, startLocal } from '../local/runner';
import { dynamoDbClient, kinesisClient } from '../local/services/clients';
import { startWeb } from '../local/web/server';
import { servicesOf } from '../local/web/sources';
import { syntheticEvents } from '../producer/event-source';
import { produce } from '../producer/produce';
import { seededRandom } from '../producer/random';
import { constantRate } from '../producer/rate';
import { sendInput } from '../producer/send-input';
import { StreamWriter } from '../producer/stream-writer';
import { LatestResults } from './latest-results';
import { webFiles } from './page';
import { eventSource } from './produce';
import { say } from './progress';
import type { InputSettings } from './replay';
import { announce } from './running';
import { UserError } from './user-error';

export interface LocalSettings extends InputSettings {
  readonly pipeline: readonly string[];
  readonly rate: number;
  readonly port: number;
  /** The address that the page listens on; all else stays on loopback. */
  readonly host?: string;
  readonly allowHost?: readonly string[];
  readonly dataDir?: string;
  readonly shards?: number;
}

/** Event time begins so far before the start, ms: windows have closed before the first minute is over. */
const BACKFILL_MS = 120_000;

/** Runs pipelines on this machine until the signal aborts: synthetic traffic or a file in, closed windows out. */
export async function local(settings: LocalSettings, signal: AbortSignal): Promise<void> {
  const pipelines = settings.pipeline.map(loadPipeline);
  if (settings.input && pipelines.length !== 1) throw new UserError('--input goes to one pipeline: give --pipeline');
  say(
    `starting ${pipelines.map(({ name }) => name).join(' and ')}: embedded Kinesis and DynamoDB, the bundled functions`,
  );
  const latest = new LatestResults();
  const web = await startWeb({
    port: settings.port,
    host: settings.host,
    allowHosts: settings.allowHost,
    files: await webFiles(),
    onError: error => say(`web: ${error.message}`),
  });
  let runner: LocalRunner | undefined;
  try {
    const { pipeline: names, dataDir, shards } = settings;
    runner = await startLocal({ pipelines: names, dataDir, shards, onLog: logErrors });
    const stopAnnouncing = announceRunner(runner, pipelines);
    signal.addEventListener('abort', stopAnnouncing);
    say(`${web.address}  results as they close; Ctrl-C ends it`);
    say(`kinesis ${runner.endpoints.kinesis}  dynamodb ${runner.endpoints.dynamodb}  data ${runner.dataDir}`);
    const client = await kinesisClient(runner.endpoints.kinesis);
    const dynamodb = await dynamoDbClient(runner.endpoints.dynamodb);
    web.serve(servicesOf(runner, pipelines, { kinesis: client, dynamodb }));
    const work = pipelines.flatMap(pipeline => [
      feed(client, runner!, pipeline, settings, signal),
      latest.follow(client, runner!.resources(pipeline.name).aggregatesStream!, signal),
    ]);
    await Promise.race([Promise.all(work), aborted(signal)]);
    await aborted(signal);
  } finally {
    await web.close();
    await runner?.stop();
  }
  say('stopped');
}

/** Feeds a pipeline with its input, its generator, or nothing where it has neither. */
async function feed(
  client: KinesisClient,
  runner: LocalRunner,
  pipeline: Pipeline,
  settings: LocalSettings,
  signal: AbortSignal,
): Promise<void> {
  const stream = runner.sourceStream(pipeline.name);
  const packer = { lanes: await lanesOf(client, stream) };
  const writer = new StreamWriter({ putRecords: putRecordsTo(client, stream), clock: systemClock, signal });
  if (settings.input) {
    const { input: path, format, columns, rename } = settings;
    const input = openInput({ path, format, columns, rename, pipeline });
    const { events, rejected } = await sendInput({ input, packer, writer, clock: systemClock, signal });
    say(`${path}: ${events} events sent, ${rejected} lines rejected; waiting for more on ${stream}`);
    return;
  }
  if (!syntheticEvents(pipeline.name)) {
    say(`pipeline ${pipeline.name} has no synthetic events: put some on ${stream}, or give --input`);
    return;
  }
  await produce({
    source: eventSource(pipeline, undefined, Math.floor(systemClock.now() / 1000)),
    rate: constantRate(settings.rate),
    backfillMs: BACKFILL_MS,
    packer,
    writer,
    clock: systemClock,
    random: seededRandom(1),
    signal,
  });
}

function announceRunner(runner: LocalRunner, pipelines: readonly Pipeline[]): () => void {
  const resources = pipelines.map(({ name }) => {
    const { sourceStream, stateTable, resultsTable } = runner.resources(name);
    return [name, { sourceStream, stateTable, resultsTable: resultsTable! }] as const;
  });
  const { kinesis, dynamodb } = runner.endpoints;
  return announce({ pid: process.pid, kinesis, dynamodb, pipelines: Object.fromEntries(resources) });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function logErrors({ source, line }: { source: string; line: string }): void {
  if (/error|fail|timed out|killed/i.test(line)) say(`${source}: ${line.slice(0, 300)}`);
}
