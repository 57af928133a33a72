import { ResourceNotFoundException } from '@aws-sdk/client-kinesis';
import { readFileSync } from 'node:fs';
import type { Pipeline } from '../engine/definition/pipeline';
import { lanesOf, putRecordsTo } from '../lambda/produce/kinesis-target';
import { systemClock } from '../lambda/aws/system-clock';
import { loadPipeline } from './load-pipeline';
import { type EventSource, generatorSource, syntheticEvents, templateSource } from '../producer/event-source';
import { produce } from '../producer/produce';
import { seededRandom } from '../producer/random';
import { constantRate, type Rate, sineRate, weeklyRate } from '../producer/rate';
import { StreamWriter } from '../producer/stream-writer';
import { Progress, say } from './progress';
import { kinesisTarget } from './target';
import { UserError } from './user-error';

export interface ProduceSettings {
  readonly pipeline: string;
  readonly stream?: string;
  readonly template?: string;
  readonly rate: number;
  readonly shape: 'constant' | 'daily' | 'weekly';
  readonly duration?: number;
  readonly total?: number;
  readonly backfill: number;
  readonly lateShare: number;
  readonly lateMean: number;
  readonly seed: number;
  readonly compression: 'gzip' | 'none';
  readonly onePerRecord?: boolean;
}

/** Puts synthetic events on a stream until the duration or the total is reached or the signal aborts; the counts on stderr. */
export async function produceTo(settings: ProduceSettings, signal: AbortSignal): Promise<void> {
  const pipeline = loadPipeline(settings.pipeline);
  const source = eventSource(pipeline, settings.template, settings.seed);
  const { client, name } = await kinesisTarget();
  const stream = settings.stream ?? pipeline.name.replaceAll('-', '_');
  const lanes = await lanesOf(client, stream).catch((error: unknown) => {
    if (error instanceof ResourceNotFoundException)
      throw new UserError(`no stream ${stream} at ${name}; \`streams\` lists them`);
    throw error;
  });
  const progress = new Progress();
  const counts = await produce({
    source,
    rate: rateOf(settings),
    durationMs: settings.duration,
    total: settings.total,
    backfillMs: settings.backfill,
    ...(settings.lateShare > 0
      ? { delay: { share: settings.lateShare, distribution: { kind: 'exponential', meanMs: settings.lateMean } } }
      : {}),
    packer: { lanes, compression: settings.compression, ...(settings.onePerRecord ? { eventsMax: 1 } : {}) },
    writer: new StreamWriter({ putRecords: putRecordsTo(client, stream), clock: systemClock }),
    clock: systemClock,
    random: seededRandom(settings.seed),
    signal,
    onProgress: ({ events, records }) => progress.show(`${events} events, ${records} records`, systemClock.now()),
  });
  progress.clear();
  const { events, delayed, records, bytes, refused, failedCalls } = counts;
  say(
    `${events} events (${delayed} late) in ${records} records, ${bytes} bytes; ${refused} refused and sent again, ${failedCalls} calls repeated`,
  );
}

/** Events of a template file, or of the generator that comes with the pipeline. */
export function eventSource(pipeline: Pipeline, template: string | undefined, seed: number): EventSource {
  if (template !== undefined) return templateSource(readTemplate(template), pipeline, seed);
  const generator = syntheticEvents(pipeline.name);
  if (!generator)
    throw new UserError(`pipeline ${pipeline.name} has no generator of synthetic events: give --template or --input`);
  return generatorSource(generator, pipeline, seed);
}

function readTemplate(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`cannot read the template ${path} (${(error as NodeJS.ErrnoException).code})`);
  }
}

function rateOf({ rate, shape }: ProduceSettings): Rate {
  if (shape === 'weekly') return weeklyRate(rate);
  return shape === 'daily' ? sineRate({ eventsPerSecond: rate }) : constantRate(rate);
}
