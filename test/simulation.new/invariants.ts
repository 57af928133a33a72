import { checkCommit, checkReach, checkTotals } from './check-commits';
import { checkLake } from './check-lake';
import { checkStream, checkTable } from './check-results';
import type { Accepted, Evidence } from './evidence';
import { short } from './kinesis-model';
import { batchResults } from './oracle';
import type { CommitRow, SideRow } from './read-state';

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
