import type { Item, OutputRecord } from '../../engine/ports';
import { EpochWatch } from './epoch-watch';
import { rangeOf } from './expiry';
import type { KinesisModel } from './kinesis-model';
import { BEGIN, short } from './shards';
import type { Stage } from './language/query';
import {
  type CommitRow,
  type EpochRow,
  isCommit,
  isCursor,
  isEpoch,
  isGapLogged,
  isNote,
  readCommit,
  readEpoch,
  readResultRows,
  readSides,
  type ResultRowRead,
  type SideRow,
} from './read-state';
import { Stands } from './stands';
import type { TableModel } from './table-model';
import type { World } from './world';

/** A result record as a consumer of the aggregates stream reads it. */
export interface EmittedRecord {
  readonly id: string;
  readonly pipeline: string;
  readonly query: string;
  readonly key: Readonly<Record<string, unknown>>;
  readonly window: { readonly start: string; readonly end: string };
  readonly revision: number;
  readonly final: boolean;
  readonly retracted?: true;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A commit as it was put. */
export interface WatchedCommit extends CommitRow {
  readonly putAtMs: number;
  readonly sides: readonly SideRow[];
}

/** Looks at every write as it happens: what must never be, even for a moment, and the logs that the checks after a run need. */
export class Watch {
  readonly epochs: EpochRow[] = [];
  readonly commits: WatchedCommit[] = [];
  /** The latest revision of each id on the stream. */
  readonly emitted = new Map<string, EmittedRecord>();
  emissions = 0;
  /** Puts on the state table that mean that something happened. */
  writes = 0;
  gaps = 0;
  /** Records that commits own up to have lost. */
  lost = 0;
  private readonly heads = new Map<string, CommitRow>();
  private readonly contents = new Map<string, string>();
  private readonly stands: Stands;
  private readonly epochWatch: EpochWatch;

  constructor(
    private readonly world: World,
    private readonly kinesis: KinesisModel,
    private readonly state: TableModel,
    results: TableModel,
    pipelines: readonly Stage[],
  ) {
    this.stands = new Stands(kinesis, pipelines);
    this.epochWatch = new EpochWatch(world, kinesis, pipelines, this.stands, this.heads);
    state.watchers.push((item, previous) => this.onState(item, previous));
    results.watchers.push((item, previous) => this.onResults(item, previous));
  }

  get lastEpoch(): EpochRow | undefined {
    return this.epochs.at(-1);
  }

  onStream({ data }: OutputRecord): void {
    const text = Buffer.from(data).toString();
    for (const line of text.split('\n').filter(one => one.length > 0)) {
      const record = JSON.parse(line) as EmittedRecord;
      this.emissions++;
      const name = `${record.id} revision ${record.revision}`;
      const before = this.contents.get(name);
      if (before !== undefined && before !== line)
        this.world.fail('I4', `two contents on the stream: ${before} and ${line}`);
      this.contents.set(name, line);
      if (record.retracted && Object.values(record.values).some(value => value !== null))
        this.world.fail('I4', `retracted, and not empty: ${line}`);
      this.world.trace(() => `emitted ${line}`);
      const latest = this.emitted.get(record.id);
      if (!latest || latest.revision < record.revision) this.emitted.set(record.id, record);
    }
  }

  private onState(item: Item, previous: Item | undefined): void {
    if (!isNote(item)) this.writes++;
    if (isCommit(item)) this.onCommit(readCommit(item), previous);
    if (isEpoch(item)) this.onEpoch(readEpoch(item), previous);
    if (isCursor(item)) this.world.trace(() => `cursor ${cursorText(item)}`);
    if (isCursor(item) && previous && cursorText(item) < cursorText(previous)) {
      this.world.fail('F4', `the cursor went back from ${cursorText(previous)} to ${cursorText(item)}`);
    }
  }

  private onCommit(commit: CommitRow, previous: Item | undefined): void {
    const { shardId, from, to, ordinal, boundMs } = commit;
    const where = `${shardId} (${short(from)}, ${short(to)}]`;
    this.world.trace(() => `commit ${where} ${commit.digest.slice(0, 6)}, bound ${boundMs}`);
    const head = this.heads.get(shardId);
    const start = head?.to ?? BEGIN;
    if (previous) this.world.fail('I1', `commit ${where} was put over another`);
    if (from !== start) this.world.fail('I1', `commit ${where} does not start at the head, ${short(start)}`);
    if (to <= from) this.world.fail('I1', `commit ${where} is empty or goes backwards`);
    if (ordinal !== (head?.ordinal ?? 0) + 1) this.world.fail('I1', `commit ${where} has ordinal ${ordinal}`);
    const latestMs = this.lastEpoch?.watermarkMs ?? null;
    if (boundMs !== null && (latestMs === null || boundMs > latestMs))
      this.world.fail('A6', `commit ${where}: bound ${boundMs} is ahead of the watermark ${latestMs}`);
    if (boundMs !== null && !this.epochs.some(epoch => epoch.watermarkMs === boundMs))
      this.world.fail('A6', `commit ${where}: bound ${boundMs} was never a watermark`);
    if (boundMs === null && head?.boundMs != null) this.world.fail('A6', `commit ${where} lost its bound`);
    if (boundMs !== null && (head?.boundMs ?? -Infinity) > boundMs)
      this.world.fail('A6', `commit ${where}: its bound went back`);
    this.checkGap(commit, where);
    this.heads.set(shardId, commit);
    this.stands.take(commit);
    this.checkStand(commit, where);
    const putAtMs = this.world.scheduler.nowMs;
    this.commits.push({ ...commit, putAtMs, sides: readSides(this.state, commit) });
  }

  /** W1, W3: what holds the watermark, and what tells an idle shard: all good events, whatever queries leave out. */
  private checkStand({ shardId, to, maxEventTimeMs, acceptedArrivalMs }: CommitRow, where: string): void {
    const stand = this.stands.at(shardId, to);
    if (maxEventTimeMs !== stand.latestMs)
      this.world.fail('W1', `commit ${where} stands at ${maxEventTimeMs}, its events have come to ${stand.latestMs}`);
    if (acceptedArrivalMs !== stand.acceptedArrivalMs)
      this.world.fail('W3', `commit ${where}: last accepted ${acceptedArrivalMs}, it was ${stand.acceptedArrivalMs}`);
  }

  /** A2: a gap stands where it may, and what is missing after it has expired. */
  private checkGap(commit: CommitRow, where: string): void {
    const { shardId, from, gapAfter } = commit;
    if (gapAfter === null) return;
    const { lost } = rangeOf(this.kinesis, commit);
    this.gaps++;
    this.lost += lost.length;
    this.world.trace(() => `commit ${where} states a gap of ${lost.length} records`);
    if (gapAfter !== from || !isGapLogged(this.state, shardId, gapAfter))
      this.world.fail('A2', `commit ${where} states a gap after ${short(gapAfter)}, which is not logged`);
    const kept = lost.find(record => this.kinesis.keeps(record));
    if (kept) this.world.fail('A2', `commit ${where} passes over ${short(kept.sequenceNumber)}, which is kept`);
  }

  private onEpoch(epoch: EpochRow, previousItem: Item | undefined): void {
    const { fail } = this.world;
    const previous = this.lastEpoch;
    this.world.trace(() => `epoch ${epoch.number}: watermark ${epoch.watermarkMs}, ${JSON.stringify(epoch)}`);
    if (previousItem) return fail('W1', `epoch ${epoch.number} was put over another`);
    if (epoch.number !== (previous?.number ?? 0) + 1)
      fail('W1', `epoch ${epoch.number} follows ${previous?.number ?? 0}`);
    this.epochWatch.check(epoch, previous);
    this.epochs.push(epoch);
  }

  private onResults(item: Item, previous: Item | undefined): void {
    this.world.trace(() => `results ${item.pk} ${item.sk} at epoch ${String(item['epoch'])}: ${String(item['rows'])}`);
    if (previous && previous['query'] !== item['query'])
      this.world.fail('I4', `${item.pk} ${item.sk} went from ${String(previous['query'])} to ${String(item['query'])}`);
    const before = new Map((previous ? readResultRows(previous) : []).map(row => [row.place, row]));
    for (const row of readResultRows(item)) {
      const old = before.get(row.place);
      before.delete(row.place);
      if (row.retracted && Object.values(row.values).some(value => value !== null))
        this.world.fail('I4', `${row.place} is retracted, and not empty`);
      this.checkFinal(row, old);
      if (old) this.checkRevision(row, old);
    }
    if (before.size > 0 && !item['split'])
      this.world.fail('I4', `${[...before.keys()].join(', ')} vanished from the results`);
  }

  private checkRevision(row: ResultRowRead, old: ResultRowRead): void {
    const { fail } = this.world;
    if (row.revision < old.revision)
      fail('I4', `${row.place} went back from revision ${old.revision} to ${row.revision}`);
    if (row.revision > old.revision + 1) fail('I4', `${row.place} leaves out revision ${old.revision + 1}`);
    if (row.revision === old.revision && !isUnchanged(row, carriesAnew(row, old) ? { ...old, epoch: row.epoch } : old))
      fail('I4', `${row.place} changed without a new revision`);
    if (row.revision > old.revision && isUnchanged({ ...row, revision: old.revision, epoch: old.epoch }, old))
      fail('F2', `${row.place} has revision ${row.revision}, and nothing changed`);
    if (old.final && !row.final && row.endMs <= (this.lastEpoch?.watermarkMs ?? -Infinity))
      fail('I4', `${row.place} was final and is open again`);
  }

  /** F2: what an epoch writes of a closed window is final; a session that is taken back may go on under another end. */
  private checkFinal(row: ResultRowRead, old: ResultRowRead | undefined): void {
    if (row.final || row.revision === old?.revision || (row.retracted && row.kind === 'session')) return;
    const epoch = this.epochs.find(({ number }) => number === row.epoch);
    if (epoch && (epoch.flush || row.endMs <= (epoch.watermarkMs ?? -Infinity)))
      this.world.fail('F2', `${row.place} is not final at epoch ${row.epoch}, which has closed its window`);
  }
}

/** A later epoch has found something else to go on from, and writes the row once more. */
const carriesAnew = (row: ResultRowRead, old: ResultRowRead): boolean =>
  row.epoch > old.epoch && JSON.stringify(row.carried) !== JSON.stringify(old.carried);

/** What consumers see. Under a definition with other values: one that is new and null changes nothing, and neither does one that is no more. */
function isUnchanged(
  { values, carried: _, ...row }: ResultRowRead,
  { values: old, carried: __, ...before }: ResultRowRead,
): boolean {
  const names = Object.keys(values);
  const same = names.every(name => JSON.stringify(values[name]) === JSON.stringify(old[name] ?? null));
  return same && JSON.stringify(row) === JSON.stringify(before);
}

const cursorText = (item: Item): string => `${String(item['epoch']).padStart(12, '0')} ${String(item['done'])}`;
