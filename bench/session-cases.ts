import { count, definePipeline, epochMillis, session, string, sum, integer } from 'tidemark';
import { aggregate } from '../engine/aggregate/aggregate';
import type { Pipeline } from '../engine/definition/pipeline';
import { finalize } from '../engine/finalize/finalize';
import type { Clock } from '../engine/ports';
import { MemorySource } from '../test/support/memory-source';
import { MemoryTable } from '../test/support/memory-table';
import type { Case } from './measure';

const START_MS = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** Between two commits, each with an epoch of its own, minutes of event time. */
const COMMIT_MINUTES = 30;

interface Load {
  readonly keys: number;
  readonly days: number;
  /** Between two events of a key. */
  readonly everyMinutes: number;
}

const DAY: Load = { keys: 1, days: 1, everyMinutes: 1 };
const WEEK: Load = { keys: 1, days: 7, everyMinutes: 1 };
const KEYS: Load = { keys: 1_000, days: 1, everyMinutes: 20 };

/**
 * Sessions from record to result, on tables in memory: one key for a day and for a week at an event a minute, 1,000 keys for
 * a day; with a gap of 30 minutes each is one session, with one of 10 s each event is. An epoch every half hour of event time.
 */
export function sessionCases(): Case[] {
  return [
    sessionCase('1-key-day/30m', DAY, '30 minutes'),
    sessionCase('1-key-week/30m', WEEK, '30 minutes'),
    sessionCase('1-key-week/10s', WEEK, '10 seconds'),
    sessionCase('1k-keys-day/30m', KEYS, '30 minutes'),
    sessionCase('1k-keys-day/10s', KEYS, '10 seconds'),
  ];
}

function sessionCase(id: string, load: Load, gap: string): Case {
  const pipeline = definePipeline({
    name: 'visits',
    event: { at: epochMillis(), visitor: string(), n: integer() },
    eventTime: 'at',
    watermark: { outOfOrderness: '5 seconds', maxFutureSkew: '3650 days' },
    queries: {
      sessions: {
        groupBy: ['visitor'],
        window: session(gap, { maxDuration: '7 days' }),
        select: { pages: count(), sum: sum('n') },
      },
    },
  });
  const commits = commitsOf(load);
  return {
    id: `session/${id}`,
    events: load.keys * load.days * (DAY_MINUTES / load.everyMinutes),
    run: () => runAll(pipeline, commits),
  };
}

/** NDJSON of each commit. */
function commitsOf({ keys, days, everyMinutes }: Load): Buffer[] {
  const commits: Buffer[] = [];
  for (let from = 0; from < days * DAY_MINUTES; from += COMMIT_MINUTES) {
    const lines: string[] = [];
    for (let minute = from; minute < from + COMMIT_MINUTES; minute++) {
      for (let key = minute % everyMinutes; key < keys; key += everyMinutes)
        lines.push(JSON.stringify({ at: START_MS + minute * MINUTE_MS, visitor: `v${key}`, n: minute % 7 }));
    }
    commits.push(Buffer.from(lines.join('\n')));
  }
  return commits;
}

/** Results emitted. */
async function runAll(pipeline: Pipeline, commits: readonly Buffer[]): Promise<number> {
  const clock: Clock = { now: () => START_MS, sleep: () => Promise.resolve() };
  const source = new MemorySource(['shard-0']);
  const [state, results] = [new MemoryTable(), new MemoryTable()];
  const aggregates = { putRecords: () => Promise.resolve([]) };
  const lake = { putObject: () => Promise.reject(new Error('an event was late or quarantined')) };
  const deps = { pipeline, source, state, results, aggregates, lake, clock };
  const request = { tick: false, whenIdle: 'hold', endOfInput: false, deadlineMs: Infinity } as const;
  let emitted = 0;
  for (const commit of commits) {
    const records = [source.put('shard-0', commit, START_MS)];
    await aggregate({ shardId: 'shard-0', records, isFinal: true }, deps);
    emitted += (await finalize(request, deps)).emitted;
  }
  return emitted + (await finalize({ ...request, whenIdle: 'flush', endOfInput: true }, deps)).emitted;
}
