import { openInput } from '../input/open-input';
import type { InputEvent } from '../input/input-event';
import { KinesisSource } from '../lambda/aws/kinesis-source';
import { systemClock } from '../lambda/aws/system-clock';
import { loadPipeline } from './load-pipeline';
import { type LocalRunner, startLocal } from '../local/runner';
import { dynamoDbClient, kinesisClient } from '../local/services/clients';
import type { Lanes } from '../producer/lanes';
import { type PackedRecord, RecordPacker } from '../producer/record-packer';
import { StreamWriter } from '../producer/stream-writer';
import { summarize, totalCounts } from './count-summary';
import { inputId, type InputPosition, markOf, readPosition } from './input-position';
import { onInterrupt } from './interrupt';
import { Progress, say } from './progress';
import { printResults } from './result-output';
import { showQuarantine } from './show-quarantine';
import { lanesOf, putRecordsTo } from '../lambda/produce/kinesis-target';
import { UserError } from './user-error';

export interface InputSettings {
  readonly input?: string;
  readonly format?: string;
  readonly columns?: readonly string[];
  readonly rename: Readonly<Record<string, string>>;
}

export interface ReplayOptions extends InputSettings {
  readonly pipeline: string;
  readonly dataDir?: string;
  readonly shards?: number;
}

/** Records that may be on the stream and not yet folded: what the pipeline cannot take holds up the reading. */
const AHEAD_RECORDS_MAX = 400;
/** Events without a partition key change the lane after so many lines. */
const KEYLESS_RUN_LINES = 1_000;
const REJECTED_SHOWN = 5;

interface Sent {
  lines: number;
  events: number;
  rejected: number;
  /** Of an earlier run, on the stream already. */
  resumed: number;
}

/** Runs a file through the embedded pipeline to its end, prints the results, and says whether the counts balance. */
export async function replay(options: ReplayOptions): Promise<void> {
  if (!options.input) throw new UserError('--input is missing: a file, or - for stdin');
  const pipeline = loadPipeline(options.pipeline);
  const { input: path, format, columns, rename } = options;
  const events = openInput({ path, format, columns, rename, pipeline });
  const input = inputId(path, { pipeline: pipeline.name, format, columns, rename });
  const runner = await startLocal({
    pipelines: [options.pipeline],
    dataDir: options.dataDir,
    shards: options.shards,
    whenIdle: 'hold',
    onLog: ({ source, line }) => process.env['TIDEMARK_DEBUG'] && say(`${source}: ${line}`),
  });
  onInterrupt(() => void runner.stop().finally(() => process.exit(130)));
  try {
    const startedMs = Date.now();
    const { sent, before, problem } = await put(runner, pipeline.name, events, input);
    await runner.endOfInput(pipeline.name);
    const dynamo = await dynamoDbClient(runner.endpoints.dynamodb);
    const { sourceStream, stateTable, resultsTable } = runner.resources(pipeline.name);
    const results = await printResults(pipeline, dynamo, resultsTable!);
    const source = new KinesisSource(await kinesisClient(runner.endpoints.kinesis), sourceStream);
    const totals = await totalCounts(source, dynamo, stateTable);
    const { lines, isBalanced } = summarize(pipeline, totals);
    const expected = before.events + sent.events;
    say(
      `lines ${sent.lines}: sent ${sent.events}, rejected ${sent.rejected}${sent.resumed ? `, sent by an earlier run ${sent.resumed}` : ''}`,
    );
    lines.forEach(say);
    showQuarantine(runner.dataDir);
    say(`results ${results} in ${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
    if (totals.decoded !== expected)
      say(`counts do not balance: ${expected} events were put on the stream, ${totals.decoded} came out`);
    if (problem) throw problem;
    process.exitCode = isBalanced && totals.decoded === expected ? 0 : 1;
  } finally {
    await runner.stop();
  }
}

/** Puts the input on the source stream, from where an earlier run of the same input stopped, as fast as the pipeline folds. */
async function put(runner: LocalRunner, pipeline: string, batches: AsyncIterable<InputEvent[]>, input: string) {
  const stream = runner.sourceStream(pipeline);
  const client = await kinesisClient(runner.endpoints.kinesis);
  const lanes = await lanesOf(client, stream);
  const before = await readPosition(client, stream, new KinesisSource(client, stream), lanes, input);
  const packer = new RecordPacker({ lanes, lingerMs: Number.MAX_SAFE_INTEGER });
  const writer = new StreamWriter({ putRecords: putRecordsTo(client, stream), clock: systemClock });
  const sent: Sent = { lines: 0, events: 0, rejected: 0, resumed: 0 };
  const progress = new Progress();
  const acknowledgedBefore = runner.acknowledged(pipeline).records;
  const write = async (records: readonly PackedRecord[]): Promise<void> => {
    if (records.length === 0) return;
    await writer.write(
      records.map(record => ({
        partitionKey: markOf(input, record),
        explicitHashKey: record.explicitHashKey,
        data: record.data,
      })),
    );
    await runner.whenAcknowledged(pipeline, acknowledgedBefore + writer.counts.records - AHEAD_RECORDS_MAX);
    progress.show(`${sent.lines} lines, ${writer.counts.records} records`, Date.now());
  };
  let problem: Error | undefined;
  try {
    for await (const batch of batches) await write(batch.flatMap(event => pack(event, packer, lanes, before, sent)));
  } catch (error) {
    problem = error as Error;
  }
  await write(packer.flush());
  await writer.drain();
  progress.clear();
  return { sent, before, problem };
}

function pack(
  event: InputEvent,
  packer: RecordPacker,
  lanes: Lanes,
  before: InputPosition,
  sent: Sent,
): PackedRecord[] {
  sent.lines++;
  if ('rejected' in event) {
    if (sent.rejected++ < REJECTED_SHOWN)
      say(`line ${event.line}: ${event.rejected}; not sent: ${event.sample.slice(0, 60)}`);
    return [];
  }
  const partitionKey = event.partitionKey ?? `lines ${Math.floor(event.line / KEYLESS_RUN_LINES)}`;
  if (event.line <= before.lastLine[lanes.laneOf(partitionKey)]!) {
    sent.resumed++;
    return [];
  }
  sent.events++;
  return packer.add({ ...event, partitionKey }, 0);
}
