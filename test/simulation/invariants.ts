import { checkCommit, checkReach, checkTotals } from './check-commits';
import { checkIds } from './check-ids';
import { expectedOver } from './check-over';
import { checkForeign, checkLake, type ForeignResult } from './check-lake';
import { checkStream, checkTable } from './check-results';
import { Copies } from './copies';
import type { Accepted, Evidence } from './evidence';
import { type ExpectedResult, expectedOf } from './expected';
import { short } from './shards';
import { type CommitRow, ownerOf, type SideRow } from './read-state';
import type { WatchedCommit } from './watch';

/** Checks I1-I5 once the input has ended and everything should be emitted. */
export function checkAll(evidence: Evidence): void {
  checkIds(evidence);
  const accepted = new Map<string, Accepted>();
  const sides: SideRow[] = [];
  const copiesOf = new Map<string, Copies>();
  for (const { shardId, parents } of evidence.kinesis.shards.values()) {
    let totals: CommitRow['totals'] | undefined;
    let boundMs: number | null = null;
    // Parents come before their children.
    const copies = new Copies(parents.map(parent => copiesOf.get(parent)!));
    copiesOf.set(shardId, copies);
    for (const commit of evidence.watch.commits.filter(one => one.shardId === shardId)) {
      checkCommit(evidence, commit, boundMs, copies, accepted);
      sides.push(...commit.sides);
      totals = checkTotals(evidence, commit, totals);
      boundMs = commit.boundMs;
    }
    checkReach(evidence, shardId);
  }
  checkLake(evidence, sides, [...accepted.values()]);
  if (evidence.noLateEvents) checkNoneLate(evidence, [...accepted.values()]);
  const { owned, foreign } = expectedResults(evidence, [...accepted.values()]);
  const over = expectedOver(evidence);
  for (const result of over.expected) owned.set(result.id, result);
  checkTable(evidence, owned, over.unsettled);
  checkStream(evidence, owned, over.unsettled);
  checkForeign(evidence, foreign);
}

/** What a batch computation finds; apart from it what belongs to windows that another definition of the query wrote first. */
function expectedResults(
  evidence: Evidence,
  accepted: readonly Accepted[],
): { owned: Map<string, ExpectedResult>; foreign: ForeignResult[] } {
  const owned = new Map<string, ExpectedResult>();
  const foreign: ForeignResult[] = [];
  for (const one of accepted) {
    const { query } = one;
    for (const result of expectedOf(evidence, one)) {
      const owner = ownerOf(evidence.results, query, result.block.startMs);
      const isExpected = owner === undefined && !result.may.includes(undefined);
      if (owner === query.id || isExpected) owned.set(result.id, result);
      else if (owner !== undefined) foreign.push({ query, result });
    }
  }
  return { owned, foreign };
}

/** Of records that had not expired unread: what an invocation still holds of one may come when nobody waits for it any more. */
function checkNoneLate({ watch, kinesis, fail }: Evidence, accepted: readonly Accepted[]): void {
  const wasKept = ({ shardId, putAtMs }: WatchedCommit, number: string): boolean => {
    const { records } = kinesis.shards.get(shardId)!;
    return kinesis.keeps(
      records.find(({ sequenceNumber }) => sequenceNumber === number.padStart(56, '0'))!,
      putAtMs,
    );
  };
  const late = watch.commits.flatMap(commit =>
    commit.sides.filter(({ kind, sequenceNumber }) => kind === 'late' && wasKept(commit, sequenceNumber)),
  );
  if (late.length > 0)
    fail(
      'W',
      `${late.length} events are late though all input was in order, the first ${short(late[0]!.sequenceNumber)} of ${late[0]!.shardId}`,
    );
  const closedOut = accepted
    .flatMap(one => one.closedOut)
    .filter(({ commit, sequenceNumber }) => wasKept(commit, sequenceNumber));
  if (closedOut.length > 0) fail('W', `${closedOut.length} events were closed out though all input was in order`);
}
