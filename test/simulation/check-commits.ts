import type { Query } from '../../engine/definition/pipeline';
import type { Accepted, Evidence } from './evidence';
import { short, type StoredRecord } from './kinesis-model';
import { type AcceptedEvent, lastWindowEnd } from './oracle';
import type { CommitRow } from './read-state';
import type { TrueEvent } from './truth';
import type { Watch } from './watch';

/** I1: every record of the stream lies in a commit's range. */
export function checkReach({ kinesis, watch, fail }: Evidence, shardId: string): void {
  const last = kinesis.lastSequenceNumber(shardId);
  const head = watch.commits.findLast(commit => commit.shardId === shardId)?.to ?? '0'.repeat(56);
  if (head !== last) fail('I1', `${shardId}: committed up to ${short(head)}, its last record is ${short(last)}`);
}

/** I1-I3 for one commit: each event of its range is accepted, late or quarantined, and rightly so. */
export function checkCommit(
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

export function checkTotals(
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
