import type { Pipeline, Query } from '../../engine/definition/pipeline';
import { type KinesisModel, short, type StoredRecord } from './kinesis-model';
import { type AcceptedEvent, batchResults, type ExpectedResult, groupBy, lastWindowEnd, select } from './oracle';
import type { ObjectStoreModel } from './output-model';
import { type CommitRow, readResults, type SideRow } from './read-state';
import type { TableModel } from './table-model';
import type { TrueEvent, Value } from './truth';
import type { EmittedRecord, Watch } from './watch';

interface Evidence {
  /** The definitions that ran, the latest last. */
  readonly pipelines: readonly Pipeline[];
  readonly kinesis: KinesisModel;
  readonly results: TableModel;
  readonly lake: ObjectStoreModel;
  readonly watch: Watch;
  /** Not one event may be late. */
  readonly noLateEvents: boolean;
  fail(rule: string, text: string): void;
}

/** What the commits say became of the events, query by query. */
interface Accepted {
  readonly query: Query;
  readonly events: AcceptedEvent[];
  /** Accepted by a commit, and then closed out: its windows had closed for good before the commit was merged. */
  readonly closedOut: (AcceptedEvent & { commit: CommitRow })[];
}

/** Checks I1-I5 once the input has ended and everything should be emitted. */
export function checkAll(evidence: Evidence): void {
  const accepted = new Map<string, Accepted>();
  const sides: SideRow[] = [];
  for (const shardId of evidence.kinesis.shards.keys()) {
    let totals: CommitRow['totals'] | undefined;
    let boundMs: number | null = null;
    for (const commit of evidence.watch.commits.filter(one => one.shardId === shardId)) {
      checkCommit(evidence, commit, boundMs, accepted);
      sides.push(...commit.sides);
      totals = checkTotals(evidence, commit, totals);
      boundMs = commit.boundMs;
    }
    checkReach(evidence, shardId);
  }
  checkLake(evidence, sides, [...accepted.values()]);
  if (evidence.noLateEvents) checkNoneLate(evidence, sides, [...accepted.values()]);
  const expected = new Map(
    [...accepted.values()].flatMap(({ query, events }) => [
      ...batchResults(evidence.pipelines[0]!.name, query, events),
    ]),
  );
  checkTable(evidence, expected);
  checkStream(evidence, expected);
}

/** I1: every record of the stream lies in a commit's range. */
function checkReach({ kinesis, watch, fail }: Evidence, shardId: string): void {
  const last = kinesis.lastSequenceNumber(shardId);
  const head = watch.commits.findLast(commit => commit.shardId === shardId)?.to ?? '0'.repeat(56);
  if (head !== last) fail('I1', `${shardId}: committed up to ${short(head)}, its last record is ${short(last)}`);
}

/** I1-I3 for one commit: each event of its range is accepted, late or quarantined, and rightly so. */
function checkCommit(
  evidence: Evidence,
  commit: Watch['commits'][number],
  boundMs: number | null,
  accepted: Map<string, Accepted>,
): void {
  const { kinesis, fail } = evidence;
  const where = `${commit.shardId} (${short(commit.from)}, ${short(commit.to)}]`;
  const pipeline = evidence.pipelines.find(one => one.generation === commit.generation)!;
  const records = kinesis
    .recordsAfter(commit.shardId, commit.from)
    .filter(record => record.sequenceNumber <= commit.to);
  const { sides } = commit;
  const sideOf = new Map(sides.map(side => [`${side.sequenceNumber}/${side.index}`, side]));
  if (sideOf.size < sides.length) fail('I3', `${where}: an event stands twice in the side output`);
  const counted = { decoded: 0, quarantined: 0, accepted: new Map<string, number>(), late: new Map<string, number>() };
  const lateBeforeMs = boundMs === null ? -Infinity : boundMs - pipeline.allowedLatenessMs;
  const closedForGoodMs = boundWhenMerged(evidence, commit);

  for (const record of records) {
    for (const event of record.truth) {
      counted.decoded++;
      const name = `${record.sequenceNumber}/${event.index}`;
      const side = sideOf.get(name);
      sideOf.delete(name);
      const isBad = event.kind === 'bad' || event.eventTimeMs - record.arrivalMs > pipeline.watermark.maxFutureSkewMs;
      if (isBad) counted.quarantined++;
      if (isBad !== (side?.kind === 'quarantine'))
        fail('I2', `${where}: event ${name} ${isBad ? 'is bad and not quarantined' : 'is good and quarantined'}`);
      if (isBad) continue;
      for (const query of pipeline.queries) {
        const endMs = lastWindowEnd(query, event.eventTimeMs);
        const isLate = endMs <= lateBeforeMs;
        const saysLate = side?.queries?.includes(query.name) ?? false;
        if (isLate !== saysLate)
          fail(
            'A6',
            `${where}: event ${name} of ${query.name} is ${saysLate ? '' : 'not '}late, its last window ends ${endMs}, late before ${lateBeforeMs}`,
          );
        const counts = isLate ? counted.late : counted.accepted;
        counts.set(query.name, (counts.get(query.name) ?? 0) + 1);
        if (isLate) continue;
        const into = acceptedOf(accepted, query);
        const one = positioned(record, event, closedForGoodMs);
        if (closedForGoodMs !== null && endMs <= closedForGoodMs) into.closedOut.push({ ...one, commit });
        else into.events.push(one);
      }
    }
  }
  if (sideOf.size > 0) fail('I2', `${where}: side entries for no event: ${[...sideOf.keys()].join(', ')}`);
  checkCounts(evidence, commit, where, records.length, counted);
}

type Counted = { decoded: number; quarantined: number; accepted: Map<string, number>; late: Map<string, number> };

/** I3: the counts of a commit are those of its range. */
function checkCounts(
  { fail }: Evidence,
  { counts }: CommitRow,
  where: string,
  records: number,
  counted: Counted,
): void {
  const same = (a: Readonly<Record<string, number>>, b: Map<string, number>): boolean =>
    [...new Set([...Object.keys(a), ...b.keys()])].every(name => (a[name] ?? 0) === (b.get(name) ?? 0));
  if (counts.newRecords !== records)
    fail('I3', `${where}: counts ${counts.newRecords} records, the stream has ${records}`);
  if (counts.decoded !== counted.decoded)
    fail('I3', `${where}: counts ${counts.decoded} events, the stream has ${counted.decoded}`);
  if (counts.quarantined !== counted.quarantined)
    fail('I3', `${where}: counts ${counts.quarantined} quarantined, ${counted.quarantined} are`);
  if (!same(counts.accepted, counted.accepted))
    fail(
      'I3',
      `${where}: counts accepted ${JSON.stringify(counts.accepted)}, they are ${JSON.stringify([...counted.accepted])}`,
    );
  if (!same(counts.late, counted.late))
    fail('I3', `${where}: counts late ${JSON.stringify(counts.late)}, they are ${JSON.stringify([...counted.late])}`);
}

function checkTotals(
  { fail }: Evidence,
  commit: CommitRow,
  before: CommitRow['totals'] | undefined,
): CommitRow['totals'] {
  const { counts, totals } = commit;
  for (const name of ['newRecords', 'decoded', 'quarantined'] as const) {
    if (totals[name] !== (before?.[name] ?? 0) + counts[name])
      fail('I3', `${commit.shardId} after ${short(commit.to)}: total ${name} is ${totals[name]}`);
  }
  return totals;
}

function acceptedOf(accepted: Map<string, Accepted>, query: Query): Accepted {
  let into = accepted.get(query.id);
  if (!into) accepted.set(query.id, (into = { query, events: [], closedOut: [] }));
  return into;
}

function positioned(
  record: StoredRecord,
  event: Extract<TrueEvent, { kind: 'good' }>,
  closedForGoodMs: number | null,
): AcceptedEvent {
  return {
    eventTimeMs: event.eventTimeMs,
    sequenceNumber: record.sequenceNumber,
    index: event.index,
    values: event.values,
    notBeforeMs: closedForGoodMs ?? -Infinity,
  };
}

/** The retention bound in force before the epoch that merged a commit. */
function boundWhenMerged({ watch }: Evidence, { shardId, to }: CommitRow): number | null {
  const i = watch.epochs.findIndex(epoch => (epoch.shards[shardId]?.applied ?? '') >= to);
  return i > 0 ? watch.epochs[i - 1]!.closedForGoodMs : null;
}

/** Every late and every quarantined event is delivered once, and so is what was closed out. */
function checkLake({ lake, fail }: Evidence, sides: readonly SideRow[], accepted: readonly Accepted[]): void {
  const lines = (folder: string): Record<string, unknown>[] =>
    [...lake.objects]
      .filter(([name]) => name.startsWith(`${folder}/`))
      .flatMap(([, text]) =>
        text
          .trimEnd()
          .split('\n')
          .map(line => JSON.parse(line) as Record<string, unknown>),
      );
  const late = lines('late').filter(line => line['reason'] !== 'late at close');
  const closedOut = lines('late').filter(line => line['reason'] === 'late at close');
  const quarantine = lines('quarantine');
  const name = (side: Record<string, unknown>): string =>
    `${side['shardId'] as string} ${String(side['sequenceNumber']).padStart(56, '0')}/${String(side['index'])} ${JSON.stringify(side['queries'])}`;
  compareBags(
    fail,
    'late output',
    late.map(name),
    sides.filter(side => side.kind === 'late').map(side => name({ ...side })),
  );
  compareBags(
    fail,
    'quarantine',
    quarantine.map(name),
    sides.filter(side => side.kind === 'quarantine').map(side => name({ ...side })),
  );
  const rows = closedOut.map(({ query, key, pane, values }) => JSON.stringify([query, key, pane, values]));
  compareBags(fail, 'late at close', rows, accepted.flatMap(closedOutRows));
}

/** What is closed out is delivered as rows: one a commit, pane and key. */
function closedOutRows({ query, closedOut }: Accepted): string[] {
  const keyOf = ({ values }: AcceptedEvent): Value[] => query.groupBy.map(field => values[field] ?? null);
  const rows = groupBy(closedOut, event =>
    JSON.stringify([event.commit.shardId, event.commit.from, paneOf(query, event.eventTimeMs), keyOf(event)]),
  );
  return [...rows.values()].map(events =>
    JSON.stringify([
      query.name,
      keyOf(events[0]!),
      new Date(paneOf(query, events[0]!.eventTimeMs)).toISOString(),
      select(query, events),
    ]),
  );
}

function paneOf({ window }: Query, timeMs: number): number {
  if (window.kind === 'session') return Math.floor(timeMs / window.gapMs) * window.gapMs;
  let [a, b] = [window.sizeMs, window.slideMs];
  while (b > 0) [a, b] = [b, a % b];
  return Math.floor((timeMs - window.offsetMs) / a) * a + window.offsetMs;
}

function compareBags(
  fail: Evidence['fail'],
  what: string,
  actual: readonly string[],
  expected: readonly string[],
): void {
  const left = new Map<string, number>();
  for (const one of expected) left.set(one, (left.get(one) ?? 0) + 1);
  for (const one of actual) left.set(one, (left.get(one) ?? 0) - 1);
  const wrong = [...left]
    .filter(([, n]) => n !== 0)
    .map(([one, n]) => `${one} ${n > 0 ? 'is missing' : 'is one too many'}`);
  if (wrong.length > 0)
    fail('I2', `${what}: ${wrong.slice(0, 3).join('; ')}${wrong.length > 3 ? ` and ${wrong.length - 3} more` : ''}`);
}

function checkNoneLate({ fail }: Evidence, sides: readonly SideRow[], accepted: readonly Accepted[]): void {
  const late = sides.filter(side => side.kind === 'late');
  if (late.length > 0)
    fail(
      'W',
      `${late.length} events are late though all input was in order, the first ${short(late[0]!.sequenceNumber)} of ${late[0]!.shardId}`,
    );
  const closedOut = accepted.flatMap(one => one.closedOut);
  if (closedOut.length > 0) fail('W', `${closedOut.length} events were closed out though all input was in order`);
}

/** I5: the table holds what a batch computation finds, and all of it closed. */
function checkTable({ results, pipelines, fail }: Evidence, expected: ReadonlyMap<string, ExpectedResult>): void {
  const found = new Set<string>();
  for (const row of readResults(results)) {
    const id = `${pipelines[0]!.name}/${row.query}/${new Date(row.blockStartMs).toISOString()}/${row.kind}/${JSON.stringify(row.key)}`;
    if (row.retracted) continue;
    const want = expected.get(id);
    if (!want) {
      fail('I5', `the table has ${id}, a batch computation has not`);
      continue;
    }
    found.add(id);
    if (row.startMs !== want.startMs || row.endMs !== want.endMs)
      fail('I5', `${id}: from ${row.startMs} to ${row.endMs}, expected ${want.startMs} to ${want.endMs}`);
    const values = Object.values(want.values);
    if (JSON.stringify(row.values) !== JSON.stringify(values))
      fail('I5', `${id}: ${JSON.stringify(row.values)}, expected ${JSON.stringify(want.values)}`);
    if (!row.final) fail('I5', `${id} is not final`);
  }
  const missing = [...expected.keys()].filter(id => !found.has(id));
  if (missing.length > 0)
    fail('I5', `${missing.length} results are missing in the table: ${missing.slice(0, 3).join(', ')}`);
}

/** The stream, folded by highest revision, equals the table: both equal the batch computation. */
function checkStream({ watch, fail }: Evidence, expected: ReadonlyMap<string, ExpectedResult>): void {
  const standing = [...watch.emitted.values()].filter(record => !record.retracted);
  for (const record of standing) {
    const want = expected.get(record.id);
    if (!want) fail('I5', `the stream has ${record.id}, a batch computation has not`);
    else if (contentOf(record) !== expectedContent(want))
      fail('I5', `the stream says ${contentOf(record)}, expected ${expectedContent(want)}`);
  }
  const missing = [...expected.keys()].filter(id => !watch.emitted.has(id) || watch.emitted.get(id)!.retracted);
  if (missing.length > 0)
    fail('I5', `${missing.length} results are missing on the stream: ${missing.slice(0, 3).join(', ')}`);
}

function contentOf({ id, key, window, final, values }: EmittedRecord): string {
  return JSON.stringify([id, key, window.start, window.end, final, values]);
}

function expectedContent({ id, key, startMs, endMs, values }: ExpectedResult): string {
  return JSON.stringify([id, key, new Date(startMs).toISOString(), new Date(endMs).toISOString(), true, values]);
}
