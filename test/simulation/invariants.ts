import { expectedAverages } from './check-averages';
import { checkCommit, checkReach, checkTotals } from './check-commits';
import { checkForeign, checkLake, type ForeignResult } from './check-lake';
import { checkStream, checkTable } from './check-results';
import { Copies } from './copies';
import type { Accepted, Evidence } from './evidence';
import { short } from './kinesis-model';
import { batchResults, type ExpectedResult } from './oracle';
import { type CommitRow, ownerOf, type SideRow } from './read-state';

/** Checks I1-I5 once the input has ended and everything should be emitted. */
export function checkAll(evidence: Evidence): void {
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
  if (evidence.noLateEvents) checkNoneLate(evidence, sides, [...accepted.values()]);
  const { owned, foreign } = expectedResults(evidence, [...accepted.values()]);
  const averages = expectedAverages(evidence, owned);
  for (const result of averages.expected) owned.set(result.id, result);
  checkTable(evidence, owned, averages.unsettled);
  checkStream(evidence, owned, averages.unsettled);
  checkForeign(evidence, foreign);
}

/** What a batch computation finds; apart from it what belongs to windows that another definition of the query wrote first. */
function expectedResults(
  { pipelines, results }: Evidence,
  accepted: readonly Accepted[],
): { owned: Map<string, ExpectedResult>; foreign: ForeignResult[] } {
  const owned = new Map<string, ExpectedResult>();
  const foreign: ForeignResult[] = [];
  for (const { query, events } of accepted) {
    for (const [id, result] of batchResults(pipelines[0]!.name, query, events)) {
      const owner = ownerOf(results, query, result.startMs);
      if (owner === undefined || owner === query.id) owned.set(id, result);
      else foreign.push({ query, result });
    }
  }
  return { owned, foreign };
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
