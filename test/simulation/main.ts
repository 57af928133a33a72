import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { strictArgs } from '../../cli/script';
import { FAULT_CLASSES, type FaultClass } from './faults';
import { findSeed } from './find';
import { MUTANTS } from './mutants';
import type { Outcome } from './run';
import { shrink } from './shrink';
import { simulatorFor } from './simulator';

const HELP = `Runs the engine in a simulated world, one seed a run.

  --seeds N      how many runs (default 300)
  --from K       the first seed (default 1)
  --jobs J       processes (default: one a core)
  --without a,b  keeps classes of faults out: ${FAULT_CLASSES.join(', ')}
  --mutant NAME  breaks one rule of the engine first, to see whether the simulation notices: ${MUTANTS.map(mutant => mutant.name).join(', ')}
  --find         of the mutant, or of each, prints the first seed that notices it and passes without it
  --trace        prints each run in words
  --stats        prints what each run did
  --stop-at-first  ends with the first seed that fails (one process)
  --no-shrink    does not look for the fewest faults that fail`;

/** Seeds that a worker process takes at a time. */
const CHUNK = 25;

const { values } = strictArgs({
  options: {
    seeds: { type: 'string', default: '300' },
    from: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    without: { type: 'string', default: '' },
    mutant: { type: 'string' },
    find: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    stats: { type: 'boolean', default: false },
    'stop-at-first': { type: 'boolean', default: false },
    'no-shrink': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    worker: { type: 'boolean', default: false },
  },
});

const without = new Set(values.without.split(',').filter(name => name !== '') as FaultClass[]);
const [seeds, from, jobs] = [values.seeds, values.from, values.jobs].map(Number) as [number, number, number];
const mutant = MUTANTS.find(({ name }) => name === values.mutant);
const problem = usageProblem();

if (values.help) console.log(HELP);
else if (problem) {
  console.error(problem);
  process.exitCode = 2;
} else if (values.find) void find();
else if (values.worker) work();
else void lead();

function usageProblem(): string | undefined {
  const unknown = [...without].filter(name => !FAULT_CLASSES.includes(name));
  if (unknown.length > 0) return `--without: no class of faults ${unknown.join(', ')}`;
  if (values.mutant !== undefined && !mutant) return `--mutant: no mutant ${values.mutant}`;
  return [seeds, from, jobs].every(n => Number.isSafeInteger(n) && n >= 0)
    ? undefined
    : '--seeds, --from and --jobs take whole numbers';
}

/** Seeds for mutants anew: after a change of the world others notice them. */
async function find(): Promise<void> {
  const unbroken = simulatorFor(undefined);
  for (const one of mutant ? [mutant] : MUTANTS) {
    const seed = await findSeed(one, unbroken, from, from + seeds);
    console.log(`${one.name}: ${seed ?? `none from ${from} to ${from + seeds - 1}`}`);
    if (seed === undefined) process.exitCode = 1;
  }
}

/** A worker: takes ranges of seeds from its parent and answers with outcomes. */
function work(): void {
  const simulate = simulatorFor(mutant);
  process.on('message', ({ first, count }: { first: number; count: number }) => {
    void (async () => {
      for (let seed = first; seed < first + count; seed++)
        process.send!({ outcome: await simulate({ seed, without }) });
      process.send!({ idle: true });
    })();
  });
  process.send!({ idle: true });
}

async function lead(): Promise<void> {
  const startMs = Date.now();
  const failed: Outcome[] = [];
  let passed = 0;
  const take = (outcome: Outcome): void => {
    if (values.stats) console.log(`seed ${outcome.seed}: ${JSON.stringify(outcome.stats)} ${outcome.faults.join(' ')}`);
    if (outcome.violations.length === 0) passed++;
    else {
      failed.push(outcome);
      console.log(
        `seed ${outcome.seed} failed: ${outcome.violations.join('\n  ')}\n  replay: ${replayLine(outcome.seed, without)}`,
      );
    }
    if ((passed + failed.length) % 1_000 === 0)
      console.error(`${passed + failed.length} runs, ${Math.round((Date.now() - startMs) / 1000)} s`);
  };
  const simulate = simulatorFor(mutant);
  if (values.trace || values['stop-at-first'] || jobs <= 1) {
    const onTrace = values.trace ? { onTrace: (line: string) => console.log(line) } : {};
    for (let seed = from; seed < from + seeds && !(values['stop-at-first'] && failed.length > 0); seed++)
      take(await simulate({ seed, without, ...onTrace }));
  } else await distribute(take);
  const [first] = failed;
  if (first && !values['no-shrink'] && !values.trace) {
    const smaller = await shrink(simulate, first, without);
    console.log(
      `seed ${first.seed} needs only: ${smaller.faults.join(', ') || 'no fault'}\n  replay: ${replayLine(first.seed, smaller.without)} --trace`,
    );
  }
  process.exitCode = failed.length > 0 ? 1 : 0;
  console.log(`${passed} passed, ${failed.length} failed`);
}

function replayLine(seed: number, kept: ReadonlySet<FaultClass>): string {
  const options = [kept.size > 0 ? ` --without ${[...kept].join(',')}` : '', mutant ? ` --mutant ${mutant.name}` : ''];
  return `npm run simulate -- --seeds 1 --from ${seed}${options.join('')}`;
}

/** Runs the seeds in worker processes. */
function distribute(take: (outcome: Outcome) => void): Promise<void> {
  let next = from;
  const end = from + seeds;
  const workers = Array.from({ length: Math.min(jobs, Math.ceil(seeds / CHUNK)) }, () => {
    const child = fork(process.argv[1]!, [...process.argv.slice(2), '--worker']);
    return new Promise<void>((resolve, reject) => {
      child.on('message', (message: { outcome?: Outcome; idle?: true }) => {
        if (message.outcome) take(message.outcome);
        if (!message.idle) return;
        if (next >= end) child.disconnect();
        else {
          child.send({ first: next, count: Math.min(CHUNK, end - next) });
          next += CHUNK;
        }
      });
      child.on('exit', code => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
    });
  });
  return Promise.all(workers).then(() => undefined);
}
