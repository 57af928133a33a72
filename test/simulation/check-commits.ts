import { eventQueries, type EventQuery } from '../../engine/definition/pipeline';
import type { Copies } from './copies';
import type { Accepted, Evidence } from './evidence';
import { rangeOf } from './expiry';
import { BEGIN, short, type StoredRecord } from './shards';
import { type AcceptedEvent, lastWindowEnd } from './oracle';
import { stageOf } from './language/query';
import { type CommitRow, isGapLogged, tableOf } from './read-state';
import { type GoodEvent, readAs, type Taken } from './truth';
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
  const pipeline = stageOf(
    evidence.pipelines.find(one => one.generation === commit.generation)!,
    commit.shardId,
  );
  const records = rangeOf(kinesis, commit).folded;
  const version = tableOf(commit);
  if (records.length > 0 && 'labels' in pipeline.lookups && !evidence.lookups.versions[(version ?? 0) - 1])
    fail('A9', `${where}: folded with ${JSON.stringify(commit.lookups)}, which is no table`);
  const { sides } = commit;
  const sideOf = new Map(sides.map(side => [`${side.sequenceNumber}/${side.index}`, side]));
  if (sideOf.size < sides.length) fail('I3', `${where}: an event stands twice in the side output`);
  const counted: Counted = {
    decoded: 0,
    quarantined: 0,
    duplicates: 0,
    skipped: 0,
    accepted: new Map(),
    filtered: new Map(),
    late: new Map(),
  };
  const lateBeforeMs = boundMs === null ? -Infinity : boundMs - pipeline.allowedLatenessMs;
  const merge = mergeOf(evidence, commit);

  for (const record of records) {
    copies.arrive(record.arrivalMs);
    for (const event of record.truth) {
      counted.decoded++;
      const name = `${record.sequenceNumber}/${event.index}`;
      const side = sideOf.get(name);
      sideOf.delete(name);
      const good = readAs(pipeline, event, record.arrivalMs, version);
      if (good === 'bad') counted.quarantined++;
      if ((good === 'bad') !== (side?.kind === 'quarantine'))
        fail(
          'I2',
          `${where}: event ${name} ${good === 'bad' ? 'is bad and not quarantined' : 'is quarantined and not bad'}`,
        );
      if (good === 'bad') continue;
      if (good === 'skipped') {
        counted.skipped++;
        if (side) fail('I2', `${where}: event ${name} is passed over and late`);
        continue;
      }
      if (copies.isCopy(pipeline, good)) {
        counted.duplicates++;
        if (side) fail('I2', `${where}: event ${name} is a copy and late`);
        continue;
      }
      for (const query of eventQueries(pipeline)) {
        const endMs = lastWindowEnd(query, good.eventTimeMs);
        const taken = good.taken.get(query.name);
        const isLate = taken !== undefined && endMs <= lateBeforeMs;
        const saysLate = side?.queries?.includes(query.name) ?? false;
        if (isLate !== saysLate)
          fail(
            'A6',
            `${where}: event ${name} of ${query.name} is ${saysLate ? '' : 'not '}late, its last window ends ${endMs}, late before ${lateBeforeMs}`,
          );
        const counts = !taken ? counted.filtered : isLate ? counted.late : counted.accepted;
        counts.set(query.name, (counts.get(query.name) ?? 0) + 1);
        if (!taken || isLate) continue;
        const into = acceptedOf(accepted, query);
        const one = positioned(record, event.index!, good, taken, merge);
        if (endMs <= one.notBeforeMs) into.closedOut.push({ ...one, commit });
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
  skipped: number;
  readonly accepted: Map<string, number>;
  readonly filtered: Map<string, number>;
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
  for (const name of ['decoded', 'quarantined', 'duplicates', 'skipped'] as const)
    if (counts[name] !== counted[name])
      fail('I3', `${where}: counts ${counts[name]} ${name}, the stream has ${counted[name]}`);
  for (const name of ['accepted', 'filtered', 'late'] as const)
    if (!same(counts[name], counted[name]))
      fail(
        'I3',
        `${where}: counts ${name} ${JSON.stringify(counts[name])}, they are ${JSON.stringify([...counted[name]])}`,
      );
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
  for (const name of ['newRecords', 'redelivered', 'decoded', 'quarantined', 'duplicates', 'skipped'] as const)
    check(name, totals[name], before?.[name], counts[name]);
  for (const kind of ['accepted', 'filtered', 'late'] as const) {
    for (const name of Object.keys({ ...totals[kind], ...counts[kind] }))
      check(`${kind} ${name}`, totals[kind][name], before?.[kind][name], counts[kind][name]);
  }
  return totals;
}

function acceptedOf(accepted: Map<string, Accepted>, query: EventQuery): Accepted {
  let into = accepted.get(query.id);
  if (!into) accepted.set(query.id, (into = { query, events: [], closedOut: [] }));
  return into;
}

/** When a commit was merged: by which epoch, and the retention bound in force before it. */
interface Merge {
  readonly epoch: number;
  readonly closedForGoodMs: number | null;
}

function positioned(
  { sequenceNumber }: StoredRecord,
  index: number,
  { eventTimeMs }: GoodEvent,
  taken: Taken,
  { epoch, closedForGoodMs }: Merge,
): AcceptedEvent {
  return { ...taken, eventTimeMs, sequenceNumber, index, epoch, notBeforeMs: closedForGoodMs ?? -Infinity };
}

function mergeOf({ watch }: Evidence, { shardId, to }: CommitRow): Merge {
  const i = watch.epochs.findIndex(epoch => (epoch.shards[shardId]?.applied ?? '') >= to);
  return {
    epoch: i < 0 ? Infinity : watch.epochs[i]!.number,
    closedForGoodMs: i > 0 ? watch.epochs[i - 1]!.closedForGoodMs : null,
  };
}
