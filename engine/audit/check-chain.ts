import type { Commit } from '../store/chain';
import { accountedFor, addCounts, countedQueries, countOf, type Counts } from '../store/counts';
import { BEGIN, unpadSequenceNumber } from '../sequence-number';
import type { Finding } from './report';

/** What a chain says against itself: gaps, overlaps, sums that do not add up. `commits` in order of `from`. */
export function checkChain(commits: readonly Commit[]): Finding[] {
  return commits.flatMap((commit, i) => [...checkLink(commits[i - 1], commit), ...checkBalance(commit)]);
}

export function findingOf({ shardId, from, to }: Commit, problem: string): Finding {
  return { shardId, from, to, problem };
}

/** A commit goes on where the one before it ends (invariant I1). The oldest may have lost its own to retention. */
function checkLink(previous: Commit | undefined, commit: Commit): Finding[] {
  const found: string[] = [];
  if (commit.to <= commit.from) found.push('its range is empty');
  if (!previous) {
    if (commit.ordinal === 1 && commit.from !== BEGIN) found.push('the first commit does not start at the beginning');
    if (commit.from === BEGIN && commit.ordinal !== 1) found.push(`it starts the chain as number ${commit.ordinal}`);
  } else {
    const after = unpadSequenceNumber(previous.to);
    if (commit.from > previous.to) found.push(`gap: the commit before it ends at ${after}`);
    if (commit.from < previous.to) found.push(`overlap: the commit before it ends at ${after}`);
    if (commit.ordinal !== previous.ordinal + 1) found.push(`number ${commit.ordinal} follows ${previous.ordinal}`);
    if ((commit.boundMs ?? -Infinity) < (previous.boundMs ?? -Infinity)) found.push('its watermark goes back');
  }
  if (previous || commit.from === BEGIN) {
    const sum = previous ? addCounts(previous.totals, commit.counts) : commit.counts;
    if (!sameCounts(sum, commit.totals)) found.push('its totals are not those before it and its own');
  }
  return found.map(problem => findingOf(commit, problem));
}

/** Every event is accounted for once in each query (invariant I3). */
function checkBalance(commit: Commit): Finding[] {
  const { counts } = commit;
  return countedQueries(counts).flatMap(query => {
    const sum = accountedFor(counts, query);
    if (sum === counts.decoded) return [];
    return [findingOf(commit, `${query}: what is counted of it comes to ${sum} of ${counts.decoded} events`)];
  });
}

/** Whether both count the same. */
export function sameCounts(a: Counts, b: Counts): boolean {
  const names = Object.keys(a) as (keyof Counts)[];
  return names.every(name => {
    const [one, other] = [a[name], b[name]];
    return typeof one === 'number' || typeof other === 'number' ? one === other : sameNumbers(one, other);
  });
}

function sameNumbers(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  return [...Object.keys(a), ...Object.keys(b)].every(name => countOf(a, name) === countOf(b, name));
}
