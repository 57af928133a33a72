import { statSync } from 'node:fs';
import { KinesisSource } from '../lambda/aws/kinesis-source';
import { systemClock } from '../lambda/aws/system-clock';
import { lanesOf, putRecordsTo } from '../lambda/produce/kinesis-target';
import type { Pipeline } from '../engine/definition/pipeline';
import { takesPlainEvents } from '../engine/definition/source';
import type { InputEvent, RejectedLine } from '../input/input-event';
import { formatFor, inputName, openInput } from '../input/open-input';
import type { LocalRunner } from '../local/runner';
import { kinesisClient } from '../local/services/clients';
import { type PackedRecord, RecordPacker } from '../producer/record-packer';
import { StreamWriter } from '../producer/stream-writer';
import type { BegunInput } from './begun-input';
import { InputLedger, ledgerName } from './input-ledger';
import { markOf, readMarks } from './input-position';
import { Progress, say } from './progress';
import { UserError } from './user-error';

export interface InputSettings {
  /** Files, or `-` for the standard input, read one after the other. */
  readonly input?: readonly string[];
  readonly format?: string;
  readonly columns?: readonly string[];
  readonly rename: Readonly<Record<string, string>>;
}

export interface Sent {
  lines: number;
  events: number;
  rejected: number;
  /** Events that an earlier run has put on the stream. */
  resumed: number;
  /** Inputs that hold something, but no row. */
  readonly rowless: string[];
  /** Queries that do not count what was resumed, since their definition has changed. */
  readonly changedQueries: Set<string>;
}

export interface PutOptions {
  readonly runner: LocalRunner;
  /** As the source sees it, whose events these are. */
  readonly pipeline: Pipeline;
  /** The name of the source, where the pipeline has several. */
  readonly source?: string | undefined;
  readonly settings: InputSettings;
  /** Whether events may wait for others to share a record with. @default true */
  readonly mayWait?: boolean;
  /** Ends reading; what has been read is still sent. */
  readonly signal?: AbortSignal;
  readonly onRejected: (input: string, line: RejectedLine) => void;
}

/** Records that may be on the stream and not yet folded: what the pipeline cannot take holds up the reading. */
const AHEAD_RECORDS_MAX = 400;
/** Events without a partition key change the lane after so many lines. */
const KEYLESS_RUN_LINES = 1_000;

/**
 * Refuses inputs that cannot be opened, before anything is started.
 *
 * @throws InputError, UserError
 */
export function checkInputs({ input: paths = [], ...settings }: InputSettings, pipeline: Pipeline): void {
  if (paths.filter(path => path === '-').length > 1) throw new UserError('--input - can be given once only');
  for (const path of paths) openInput({ ...settings, path, pipeline });
  const files = paths.filter(path => path !== '-' && statSync(path).isFile());
  for (const [i, path] of files.entries()) {
    const first = files.find(other => ledgerName(other) === ledgerName(path))!;
    if (files.indexOf(first) !== i && first === path) throw new UserError(`--input: ${path} is given twice`);
    if (first !== path) throw new UserError(`--input: ${first} and ${path} are one input: give one of them`);
  }
}

/**
 * Puts the inputs on the source stream, each from where an earlier run stopped, as fast as the pipeline folds. An error of an
 * input ends the reading and is returned: what stands before it has been sent.
 */
export async function putInputs(options: PutOptions) {
  const { runner, pipeline, source: sourceName, settings } = options;
  const stream = runner.sourceStream(pipeline.name, sourceName);
  const client = await kinesisClient(runner.endpoints.kinesis);
  const lanes = await lanesOf(client, stream);
  const ledger = new InputLedger(runner.dataDir, pipeline, sourceName);
  const source = new KinesisSource(client, stream);
  const marks = await readMarks(client, stream, source, lanes, id => ledger.doneLines(id));
  const eventsBefore = ledger.doneEvents + marks.events;
  const sent: Sent = { lines: 0, events: 0, rejected: 0, resumed: 0, rowless: [], changedQueries: new Set() };
  const progress = new Progress();
  const writer = new StreamWriter({ putRecords: putRecordsTo(client, stream), clock: systemClock });
  ledger.beginRun(settings.input ?? []);
  const acknowledgedBefore = runner.acknowledged(pipeline.name, sourceName).records;

  const putInput = async (path: string): Promise<void> => {
    const { format, columns, rename } = settings;
    const reading = takesPlainEvents(pipeline.source)
      ? { format: formatFor({ path, format }), columns, rename }
      : { source: pipeline.source };
    const input = await ledger.begin(path, reading);
    const batches = openInput({ path, format, columns, rename, pipeline, content: input.content, onNotice: say });
    const packer = new RecordPacker({ lanes, lingerMs: Number.MAX_SAFE_INTEGER });
    let [lastLine, lastEventLine, events] = [0, 0, 0];
    /** Of a row whose quote is open at the end. */
    let openLine: number | undefined;
    const write = async (records: readonly PackedRecord[]): Promise<void> => {
      if (records.length === 0) return;
      input.checkpoint();
      await writer.write(records.map(record => marked(input, record)));
      const behind = acknowledgedBefore + writer.counts.records - AHEAD_RECORDS_MAX;
      await runner.whenAcknowledged(pipeline.name, behind, sourceName);
      progress.show(`${sent.lines} lines, ${writer.counts.records} records`, Date.now());
    };
    const packed = (event: InputEvent): PackedRecord[] => {
      sent.lines++;
      lastLine = event.line;
      if ('rejected' in event) {
        sent.rejected++;
        if (event.isOpen) openLine ??= event.line;
        options.onRejected(input.name, event);
        return [];
      }
      const { events: held = 1 } = event;
      events += held;
      lastEventLine = event.line;
      const partitionKey = event.partitionKey ?? `lines ${Math.floor(event.line / KEYLESS_RUN_LINES)}`;
      if (event.line <= input.doneLines || event.line <= marks.lastLine(input.id, lanes.laneOf(partitionKey))) {
        sent.resumed += held;
        for (const query of input.changedQueries) sent.changedQueries.add(query);
        return [];
      }
      sent.events += held;
      return packer.add({ ...event, partitionKey }, 0);
    };
    let isWhole = false;
    try {
      for await (const batch of batches) {
        if (options.signal?.aborted) break;
        await write(batch.flatMap(packed));
        if (options.mayWait === false) await write(packer.flush());
      }
      isWhole = !options.signal?.aborted;
    } finally {
      await write(packer.flush());
      await writer.drain();
    }
    if (isWhole) {
      const isOpenOnly = openLine !== undefined && lastEventLine < openLine;
      input.done(isOpenOnly ? openLine! - 1 : lastLine, events, openLine !== undefined && !isOpenOnly);
    }
    if (lastLine === 0 && isWhole) {
      if (input.isEmpty) say(`${input.name}: is empty`);
      else sent.rowless.push(input.name);
    }
  };

  let problem: Error | undefined;
  for (const path of settings.input ?? []) {
    try {
      await putInput(path);
    } catch (error) {
      problem = error as Error;
      break;
    }
  }
  if (!problem && !options.signal?.aborted) ledger.endRun();
  progress.clear();
  return { sent, eventsBefore, problem };
}

function marked(input: BegunInput, record: PackedRecord) {
  return { partitionKey: markOf(input.id, record), explicitHashKey: record.explicitHashKey, data: record.data };
}

/** What the inputs are called together. */
export function inputNames({ input = [] }: InputSettings): string {
  return input.map(inputName).join(', ');
}
