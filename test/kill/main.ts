import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wholeFrom } from '../../cli/numbers';
import { scriptOptions } from '../../cli/script';
import { seededRandom } from '../../producer/random';
import { writeTrades } from './input';
import { audit, killedReplay, type Killed, replay, resultsOf } from './killed-replay';
import { difference, type Outcome, outcomeOf } from './outcome';
import { reshardedRun } from './resharded-run';

/**
 * Replays on the embedded stack with processes killed at random moments; every run must end with the results and the
 * quarantine of one that nothing disturbed, and its audit must agree.
 */
interface Options {
  readonly runs: number;
  readonly from: number;
  readonly events: number;
}

const { runs, from, events } = scriptOptions<Options>(
  'npm run test:kill --',
  'Replays whose processes are killed at random moments must end as one that nothing disturbed.',
  command =>
    command
      .option('--runs <number>', 'how many', wholeFrom(1, 1e6), 50)
      .option('--from <seed>', 'the first seed', wholeFrom(0, 2 ** 32 - 1), 1)
      .option('--events <number>', 'of the input', wholeFrom(1, 1e8), 100_000),
);
/** Every fourth run splits and merges shards while events flow. */
const RESHARD_EVERY = 4;

async function run(seed: number, folder: string, expected: Outcome, input: string): Promise<string | undefined> {
  const dataDir = join(folder, `run-${seed}`);
  const random = seededRandom(seed);
  let outcome: Outcome;
  let what: string;
  if (seed % RESHARD_EVERY === 0) {
    const { results, killed, reshards } = await reshardedRun(input, dataDir, random);
    outcome = outcomeOf(results, dataDir);
    what = `${inWords(killed)} killed, ${reshards} splits and merges`;
  } else {
    const { ran, killed } = await killedReplay(input, dataDir, random);
    if (ran.code !== 0) return `replay ended with ${ran.code}: ${ran.stderr.slice(-500)}`;
    outcome = outcomeOf(resultsOf(ran), dataDir);
    what = `${inWords(killed)} killed`;
  }
  const found = difference(expected, outcome);
  if (found) return `${what}: ${found}`;
  const audited = await audit(dataDir);
  if (audited.code !== 0) return `${what}: the audit does not agree: ${audited.stdout}${audited.stderr}`;
  console.log(
    `seed ${seed}: ${what}; ${outcome.results.length} results and ${outcome.quarantine.length} quarantined events equal, the audit agrees`,
  );
  rmSync(dataDir, { recursive: true });
  return undefined;
}

const inWords = ({ functions, runners }: Killed): string => `${functions} functions and ${runners} runners`;

async function main(): Promise<void> {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-kill-'));
  let failed = 0;
  try {
    const input = join(folder, 'trades.ndjson');
    writeTrades(input, from, events);
    const clean = await replay(input, join(folder, 'clean'));
    if (clean.code !== 0) throw new Error(`the clean run failed: ${clean.stderr}`);
    const expected = outcomeOf(resultsOf(clean), join(folder, 'clean'));
    for (let seed = from; seed < from + runs; seed++) {
      const problem = await run(seed, folder, expected, input);
      if (problem === undefined) continue;
      failed++;
      console.log(`seed ${seed} DIFFERS: ${problem}`);
    }
    if (failed > 0) console.log(`what the runs that differ have left is in ${folder}`);
    else rmSync(folder, { recursive: true });
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
  console.log(`${runs - failed} equal, ${failed} differ`);
  process.exitCode = failed === 0 ? 0 : 1;
}

void main();
