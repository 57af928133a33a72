import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Context } from 'aws-lambda';
import pipeline from '#pipeline';
import { generatorSource, syntheticEvents, templateSource } from '../../producer/event-source';
import { produce, type ProduceCounts } from '../../producer/produce';
import { StreamWriter } from '../../producer/stream-writer';
import { clientOptions } from '../aws/client-options';
import { systemClock } from '../aws/system-clock';
import { readEnvironment } from './environment';
import { lanesOf, putRecordsTo } from './kinesis-target';

/** Production of one call, ms: the schedule calls every minute. */
const DURATION_MS = 55_000;
/** Time left for what is still to be sent at the end, ms. */
const RESERVE_MS = 4_000;

const { targetStream, rate, template } = readEnvironment(process.env);
const kinesis = new KinesisClient(clientOptions('KINESIS'));
const source = openSource(systemClock.now());

/** Produces synthetic events for most of a minute. What it could not send by its end is dropped: the data are synthetic. */
export async function handler(
  _event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<ProduceCounts> {
  const remainingMs = context.getRemainingTimeInMillis();
  const signal = AbortSignal.timeout(Math.max(1, remainingMs - 1_000));
  return produce({
    source,
    rate,
    durationMs: Math.max(0, Math.min(DURATION_MS, remainingMs - RESERVE_MS)),
    packer: { lanes: await lanesOf(kinesis, targetStream) },
    writer: new StreamWriter({ putRecords: putRecordsTo(kinesis, targetStream), clock: systemClock, signal }),
    clock: systemClock,
    random: Math.random,
  });
}

/** The generator outlives a call, so that its prices go on where they stood. */
function openSource(seed: number): ReturnType<typeof generatorSource> {
  if (template !== undefined) return templateSource(template, pipeline, seed);
  const factory = syntheticEvents(pipeline.name);
  if (!factory)
    throw new Error(`environment: TEMPLATE: pipeline ${pipeline.name} has no generator of its own, so it needs one`);
  return generatorSource(factory, pipeline, seed);
}
