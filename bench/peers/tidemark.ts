import '../../lambda/aggregate/inlining';
import type { KinesisStreamRecord } from 'aws-lambda';
import { createWriteStream, openSync, readdirSync, readFileSync, readSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { aggregate } from '../../engine/aggregate/aggregate';
import type { AggregateInvocation } from '../../engine/aggregate/invocation';
import type { CommitDeps } from '../../engine/commit/deps';
import type { WindowState } from '../../engine/commit/window-state';
import { finalize } from '../../engine/finalize/finalize';
import type { FinalizeReport } from '../../engine/finalize/request';
import type { Clock, ObjectStore, OutputStream } from '../../engine/ports';
import { invocationsOf, type WindowedKinesisEvent } from '../../lambda/aggregate/window-event';
import { MemoryLookups } from '../../test/support/memory-lookups';
import { MemoryTable } from '../../test/support/memory-table';
import { PIPELINES } from './definitions';
import { adsOf, type Workload } from './input';
import { RecentRecords } from './recent-records';

/** Of a record, bytes. */
const RECORD_BYTES = 256 * 1024;
/** Of an invocation: 4 MiB, within the 6 MB that Lambda takes. */
const RECORDS_PER_INVOCATION = 12;
const INVOCATIONS_PER_COMMIT = 8;

/**
 * The engine's own cost, without a network: each file's lines go as NDJSON records of a shard, base64 as Lambda hands
 * them over, through aggregate and finalize in this process, on tables in memory; results go to a file as the stream
 * gets them.
 */
async function run(workload: Workload, folder: string, sink: string): Promise<void> {
  const pipeline = PIPELINES[workload];
  const clock: Clock = { now: Date.now, sleep: ms => new Promise(resolve => setTimeout(resolve, ms)) };
  const state = new MemoryTable();
  const out = createWriteStream(sink);
  const source = new RecentRecords();
  const lookups =
    workload === 'ysb' ? new MemoryLookups(pipeline.lookups, 'ads', readFileSync(adsOf(folder), 'utf8')) : undefined;
  const shards = readdirSync(folder)
    .sort()
    .map(name => new Shard(`shard-${name}`, join(folder, name), { pipeline, source, state, lookups, clock }));
  const emit = (endOfInput: boolean): Promise<FinalizeReport> =>
    finalize(
      { tick: endOfInput, whenIdle: endOfInput ? 'flush' : 'hold', endOfInput, deadlineMs: Date.now() + 600_000 },
      { pipeline, source, state, results: new MemoryTable(), aggregates: fileOutput(out), lake: NO_LAKE, clock },
    );
  for (let hasMore = true; hasMore;) {
    hasMore = false;
    for (const shard of shards) hasMore = (await shard.nextWindow()) || hasMore;
    await emit(false);
  }
  while (!(await emit(true)).flushed);
  out.end();
}

const NO_LAKE: ObjectStore = { putObject: () => Promise.reject(new Error('an event was late or quarantined')) };

class Shard {
  private readonly records: Iterator<string>;
  private sequenceNumber = 0;

  constructor(
    private readonly shardId: string,
    path: string,
    private readonly deps: CommitDeps & { readonly source: RecentRecords },
  ) {
    this.deps.source.keep(shardId, []);
    this.records = recordsOf(path);
  }

  /** The invocations up to the next commit. False at the file's end. */
  async nextWindow(): Promise<boolean> {
    let carried: string | undefined;
    for (let n = 1; n <= INVOCATIONS_PER_COMMIT; n++) {
      const data = this.read();
      const isFinal = n === INVOCATIONS_PER_COMMIT || data.length < RECORDS_PER_INVOCATION;
      const [invocation] = invocationsOf(this.event(data, isFinal, carried)) as [AggregateInvocation];
      this.deps.source.keep(this.shardId, invocation.records);
      const answer = await aggregate(invocation, this.deps);
      carried = JSON.stringify(answer.state);
      if (isFinal) return data.length === RECORDS_PER_INVOCATION;
    }
    return true;
  }

  private read(): string[] {
    const data: string[] = [];
    while (data.length < RECORDS_PER_INVOCATION) {
      const { value, done } = this.records.next();
      if (done) break;
      data.push(value);
    }
    return data;
  }

  private event(data: readonly string[], isFinal: boolean, state: string | undefined): WindowedKinesisEvent {
    return {
      Records: data.map(base64 => kinesisRecord(this.shardId, base64, String(++this.sequenceNumber))),
      shardId: this.shardId,
      window: { start: '2026-10-01T12:00:00Z', end: '2026-10-01T12:00:05Z' },
      isFinalInvokeForWindow: isFinal,
      ...(state === undefined ? {} : { state: JSON.parse(state) as WindowState }),
    };
  }
}

function fileOutput(out: WriteStream): OutputStream {
  return {
    putRecords: records => {
      for (const { data } of records) out.write(data);
      return Promise.resolve([]);
    },
  };
}

/** A file's content as base64, cut after a line's end. */
function* recordsOf(path: string): Generator<string, undefined> {
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(RECORD_BYTES);
  for (let position = 0, end: number; ; position += end) {
    const size = readSync(file, buffer, 0, RECORD_BYTES, position);
    if (size === 0) return undefined;
    end = buffer.subarray(0, size).lastIndexOf(0x0a) + 1;
    if (end === 0) throw new Error(`${path} has no line's end in the ${size} bytes from ${position}`);
    yield buffer.toString('base64', 0, end);
  }
}

function kinesisRecord(shardId: string, data: string, sequenceNumber: string): KinesisStreamRecord {
  return {
    awsRegion: 'us-east-1',
    eventID: `${shardId}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    eventSource: 'aws:kinesis',
    eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/peers',
    eventVersion: '1.0',
    invokeIdentityArn: 'arn:aws:iam::000000000000:role/peers',
    kinesis: {
      approximateArrivalTimestamp: Date.now() / 1000,
      data,
      kinesisSchemaVersion: '1.0',
      partitionKey: '0',
      sequenceNumber,
    },
  };
}

void run(process.argv[2] as Workload, process.argv[3]!, process.argv[4]!);
