import type { Query } from '../../engine/definition/pipeline';
import type { Copies } from './copies';
import type { Accepted, Evidence } from './evidence';
import { rangeOf } from './expiry';
import { BEGIN, short, type StoredRecord } from './kinesis-model';
import { type AcceptedEvent, lastWindowEnd } from './oracle';
import { type CommitRow, isGapLogged } from './read-state';
import { type GoodEvent, readAs } from './truth';
import type { Watch } from './watch';

/** I1: every record of the stream lies in a commit's range, or has expired after a gap that is on record. */
export function checkReach(evidence: Evidence, shardId: string): void {
  const { kinesis, watch, fail } = evidence;
  const last = kinesis.lastSequenceNumber(shardId);
  const head = watch.commits.findLast(commit => commit.shardId === shardId)?.to ?? BEGIN;
  if (head >= last) return;
  const kept = kinesis.keptAfter(shardId, head).length;
  if (kept > 0 || !isGapKnown(evidence, shardId, head))
    fail('I1', `${shardId}: committed up to ${short(head)}, its last record is ${short(last)}, ${kept} are kept`);
}

/** A shard that came and went while no function ran is only known by its children, each of which begins with a gap. */
function isGapKnown(evidence: Evidence, shardId: string, head: string): boolean {
  const { kinesis, state, watch } = evidence;
  if (isGapLogged(state, shardId, head)) return true;
  const isSeen = watch.epochs.some(epoch => shardId in epoch.shards);
  const { children } = kinesis.shards.get(shardId)!;
  return !isSeen && children.length > 0 && children.every(child => isGapKnown(evidence, child, BEGIN));
}

/** I1-I3 for one commit: each event of its range is accepted, late or quarantined, and rightly so. */
export function checkCommit(
  evidence: Evidence,
  commit: Watch['commits'][number],
  boundMs: number | null,
  copies: Copies,
  accepted: Map<string, Accepted>,
): void {
  const { kinesis, fail } = evidence;
  const where = `${commit.shardId} (${short(commit.from)}, ${short(commit.to)}]`;
  const pipeline = evidence.pipelines.find(one => one.generation === commit.generation)!;
  const records = rangeOf(kinesis, commit).folded;
  const { sides } = commit;
  const sideOf = new Map(sides.map(side => [`${side.sequenceNumber}/${side.index}`, side]));
  if (sideOf.size < sides.length) fail('I3', `${where}: an event stands twice in the side output`);
  const counted: Counted = { decoded: 0, quarantined: 0, duplicates: 0, accepted: new Map(), late: new Map() };
  const lateBeforeMs = boundMs === null ? -Infinity : boundMs - pipeline.allowedLatenessMs;
  const closedForGoodMs = boundWhenMerged(evidence, commit);

  for (const record of records) {
    copies.arrive(record.arrivalMs);
    for (const event of record.truth) {
      counted.decoded++;
      const name = `${record.sequenceNumber}/${event.index}`;
      const side = sideOf.get(name);
      sideOf.delete(name);
      const good = readAs(pipeline, event, record.arrivalMs);
      if (!good) counted.quarantined++;
      if (!good !== (side?.kind === 'quarantine'))
        fail('I2', `${where}: event ${name} ${good ? 'is good and quarantined' : 'is bad and not quarantined'}`);
      if (!good) continue;
      if (copies.isCopy(pipeline, good)) {
        counted.duplicates++;
        if (side) fail('I2', `${where}: event ${name} is a copy and late`);
        continue;
      }
      for (const query of pipeline.queries) {
        const endMs = lastWindowEnd(query, good.eventTimeMs);
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
        const one = positioned(record, event.index!, good, closedForGoodMs);
        if (closedForGoodMs !== null && endMs <= closedForGoodMs) into.closedOut.push({ ...one, commit });
        else into.events.push(one);
      }
    }
  }
  if (sideOf.size > 0) fail('I2', `${where}: side entries for no event: ${[...sideOf.keys()].join(', ')}`);
  checkCounts(evidence, commit, where, records.length, counted);
}

interface Counted {
  decoded: number;
  quarantined: number;
  duplicates: number;
  readonly accepted: Map<string, number>;
  readonly late: Map<string, number>;
}

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
  if (counts.duplicates !== counted.duplicates)
    fail('I3', `${where}: counts ${counts.duplicates} copies, ${counted.duplicates} are`);
  if (!same(counts.accepted, counted.accepted))
    fail(
      'I3',
      `${where}: counts accepted ${JSON.stringify(counts.accepted)}, they are ${JSON.stringify([...counted.accepted])}`,
    );
  if (!same(counts.late, counted.late))
    fail('I3', `${where}: counts late ${JSON.stringify(counts.late)}, they are ${JSON.stringify([...counted.late])}`);
}

/** I3: the totals of a shard are the sums over its commits. */
export function checkTotals(
  { fail }: Evidence,
  { shardId, to, counts, totals }: CommitRow,
  before: CommitRow['totals'] | undefined,
): CommitRow['totals'] {
  const check = (what: string, total = 0, earlier = 0, own = 0): void => {
    if (total !== earlier + own) fail('I3', `${shardId} after ${short(to)}: total ${what} is ${total}`);
  };
  for (const name of ['newRecords', 'redelivered', 'decoded', 'quarantined', 'duplicates'] as const)
    check(name, totals[name], before?.[name], counts[name]);
  for (const kind of ['accepted', 'late'] as const) {
    for (const name of Object.keys({ ...totals[kind], ...counts[kind] }))
      check(`${kind} ${name}`, totals[kind][name], before?.[kind][name], counts[kind][name]);
  }
  return totals;
}

function acceptedOf(accepted: Map<string, Accepted>, query: Query): Accepted {
  let into = accepted.get(query.id);
  if (!into) accepted.set(query.id, (into = { query, events: [], closedOut: [] }));
  return into;
}

function positioned(
  { sequenceNumber }: StoredRecord,
  index: number,
  event: GoodEvent,
  closedForGoodMs: number | null,
): AcceptedEvent {
  return {
    ...event,
    sequenceNumber,
    index,
    notBeforeMs: closedForGoodMs ?? -Infinity,
  };
}

/** The retention bound in force before the epoch that merged a commit. */
function boundWhenMerged({ watch }: Evidence, { shardId, to }: CommitRow): number | null {
  const i = watch.epochs.findIndex(epoch => (epoch.shards[shardId]?.applied ?? '') >= to);
  return i > 0 ? watch.epochs[i - 1]!.closedForGoodMs : null;
}
