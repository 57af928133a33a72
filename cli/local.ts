import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Pipeline } from '../engine/definition/pipeline';
import { viewsOf } from '../engine/definition/sources';
import { lanesOf, putRecordsTo } from '../lambda/produce/kinesis-target';
import { systemClock } from '../lambda/aws/system-clock';
import { loadPipeline } from './load-pipeline';
import { loadDashboard } from '../lib/dashboard-file';
import { type LocalRunner, startLocal } from '../local/runner';
import { dynamoDbClient, kinesisClient } from '../local/services/clients';
import { startWeb } from '../local/web/server';
import { servicesOf } from '../local/web/sources';
import { syntheticEvents } from '../producer/event-source';
import { produce } from '../producer/produce';
import { seededRandom } from '../producer/random';
import { constantRate } from '../producer/rate';
import { StreamWriter } from '../producer/stream-writer';
import { type ChosenFeed, checkFits, chooseFeed, type FeedSettings } from './feed/choose-feed';
import { PositionFile } from './feed/position-file';
import { runLiveFeed } from './feed/live-feed';
import { LatestResults } from './latest-results';
import { webFiles } from './page';
import { eventSource } from './produce';
import { say } from './progress';
import { checkGivenTables } from './lookup-files';
import { inputNames, type InputSettings } from './put-inputs';
import { checkSourceInputs, putSources } from './put-sources';
import { quarantineReasons, Refused } from './refused';
import { announce } from './running';
import { Troubles } from './troubles';
import { UserError } from './user-error';

export interface LocalSettings extends InputSettings, FeedSettings {
  /** Absent: the feed's, or the two that have synthetic events. */
  readonly pipeline?: readonly string[];
  /** A live source in place of synthetic events. */
  readonly feed?: string;
  readonly rate: number;
  readonly port: number;
  /** The address that the page listens on; all else stays on loopback. */
  readonly host?: string;
  readonly allowHost?: readonly string[];
  readonly dataDir?: string;
  readonly schemas?: string;
  /** Files in place of lookup tables of S3. */
  readonly lookup: Readonly<Record<string, string>>;
  readonly shards?: number;
}

/** Event time begins so far before the start, ms: windows have closed before the first minute is over. */
const BACKFILL_MS = 120_000;
/** How often to say how a live source goes, ms. */
const FEED_STATUS_MS = 10_000;

/** Runs pipelines on this machine until the signal aborts: synthetic traffic or a file in, closed windows out. */
export async function local(settings: LocalSettings, signal: AbortSignal): Promise<void> {
  const chosen = settings.feed === undefined ? undefined : chooseFeed(settings.feed, settings);
  const names = settings.pipeline ?? (chosen ? [chosen.feed.pipeline] : ['page-views', 'trades']);
  const pipelines = names.map(loadWithDashboard);
  checkGivenTables(pipelines, settings.lookup);
  if (settings.input) {
    if (chosen) throw new UserError('--feed takes the place of --input: give one of them');
    if (pipelines.length !== 1) throw new UserError('--input goes to one pipeline: give --pipeline');
    checkSourceInputs(settings, pipelines[0]!);
  }
  if (chosen) {
    if (pipelines.length !== 1) throw new UserError('--feed goes to one pipeline: give one --pipeline');
    checkFits(chosen, pipelines[0]!);
  }
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
    const { dataDir, shards, schemas, lookup: lookups } = settings;
    const troubles = new Troubles(1);
    const onObject = (key: string): void => {
      const pipeline = pipelines.find(({ name }) => key.includes(`/pipeline=${name}/`));
      if (!pipeline || !runner) return;
      for (const reason of quarantineReasons(runner.dataDir, key)) troubles.onQuarantined(pipeline, reason);
    };
    runner = await startLocal({
      pipelines: names,
      dataDir,
      shards,
      schemas,
      lookups,
      onLog: entry => troubles.onLog(entry),
      onObject,
    });
    const stopAnnouncing = announceRunner(runner, pipelines);
    signal.addEventListener('abort', stopAnnouncing);
    say(`${web.address}  results as they close; Ctrl-C ends it`);
    say(`kinesis ${runner.endpoints.kinesis}  dynamodb ${runner.endpoints.dynamodb}  data ${runner.dataDir}`);
    const client = await kinesisClient(runner.endpoints.kinesis);
    const dynamodb = await dynamoDbClient(runner.endpoints.dynamodb);
    web.serve(servicesOf(runner, pipelines, { kinesis: client, dynamodb }));
    const live = chosen && feedLive(client, runner, pipelines[0]!, chosen, dataDir, signal);
    const work = pipelines.flatMap(pipeline => [
      live ?? feed(client, runner!, pipeline, settings, signal),
      latest.follow(client, runner!.resources(pipeline.name).aggregatesStream!, signal),
    ]);
    await Promise.race([Promise.all(work), aborted(signal)]);
    await aborted(signal);
    await live;
  } finally {
    await web.close();
    await runner?.stop();
  }
  say('stopped');
}

/** A pipeline, and what the page is to show of it. */
function loadWithDashboard(nameOrPath: string) {
  const pipeline = loadPipeline(nameOrPath);
  const dashboard = loadDashboard(nameOrPath, process.cwd(), pipeline);
  return dashboard ? { ...pipeline, dashboard } : pipeline;
}

/** Feeds a pipeline with its input, its generator, or nothing where it has neither. */
async function feed(
  client: KinesisClient,
  runner: LocalRunner,
  pipeline: Pipeline,
  settings: LocalSettings,
  signal: AbortSignal,
): Promise<void> {
  if (settings.input) return feedInputs(runner, pipeline, settings, signal);
  if (!syntheticEvents(pipeline.name)) {
    say(
      `pipeline ${pipeline.name} has no synthetic events: put some on ${streamsOf(pipeline, runner)}, or give --input`,
    );
    return;
  }
  const stream = runner.sourceStream(pipeline.name);
  const packer = { lanes: await lanesOf(client, stream) };
  const writer = new StreamWriter({ putRecords: putRecordsTo(client, stream), clock: systemClock, signal });
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

/** Feeds a pipeline with a live source; at the end, what was received is on its stream. */
async function feedLive(
  client: KinesisClient,
  runner: LocalRunner,
  pipeline: Pipeline,
  chosen: ChosenFeed,
  dataDir: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { name, title, terms } = chosen.feed;
  say(`${title} into ${pipeline.name}; terms of use: ${terms}`);
  const last = await runLiveFeed({
    chosen,
    pipeline,
    client,
    stream: runner.sourceStream(pipeline.name),
    openPosition: dataDir === undefined ? undefined : name => PositionFile.open(dataDir, name),
    signal,
    onTold: line => say(`${name}: ${line}`),
    onStatus: line => say(`${name}: ${line}`),
    statusEveryMs: FEED_STATUS_MS,
  });
  say(`${name}: ${last}`);
}

async function feedInputs(
  runner: LocalRunner,
  pipeline: Pipeline,
  settings: InputSettings,
  signal: AbortSignal,
): Promise<void> {
  const refused = new Refused(runner.dataDir, pipeline.name);
  const onRejected: Refused['reject'] = (input, line) => refused.reject(input, line);
  const { sent, problem } = await putSources({ runner, pipeline, settings, signal, mayWait: false, onRejected });
  if (problem) throw problem;
  refused.say();
  const resumed = sent.resumed ? `, ${sent.resumed} sent by an earlier run` : '';
  say(
    `${inputNames(settings)}: ${sent.events} events sent${resumed}, ${sent.rejected} lines rejected; ${waitingFor(pipeline, runner)}`,
  );
  for (const name of sent.rowless) say(`${name}: there is no row in it`);
  for (const query of sent.changedQueries)
    say(
      `${query}: its definition has changed since ${sent.resumed} of these events were counted: it counts what came after`,
    );
}

/** What comes next, where no more events come: the last windows close without any. */
function waitingFor(pipeline: Pipeline, runner: LocalRunner): string {
  const silence = `${pipeline.watermark.idleTimeoutMs / 1_000} s of silence`;
  return `waiting for more on the stream ${streamsOf(pipeline, runner)}; open windows close after ${silence}`;
}

function streamsOf(pipeline: Pipeline, runner: LocalRunner): string {
  return viewsOf(pipeline)
    .map(([source]) => runner.sourceStream(pipeline.name, source))
    .join(' or ');
}

function announceRunner(runner: LocalRunner, pipelines: readonly Pipeline[]): () => void {
  const resources = pipelines.map(({ name }) => {
    const { stateTable, resultsTable } = runner.resources(name);
    return [name, { stateTable, resultsTable: resultsTable! }] as const;
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
