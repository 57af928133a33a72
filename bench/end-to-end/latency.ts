import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { linesOfRecord } from '../../engine/events/decode-record';
import type { ResultRecord } from '../../engine/results/result-row';
import { KinesisSource } from '../../lambda/aws/kinesis-source';
import { systemClock } from '../../lambda/aws/system-clock';
import { lanesOf, putRecordsTo } from '../../lambda/produce/kinesis-target';
import { startLocal } from '../../local/runner';
import { kinesisClient } from '../../local/services/clients';
import { generatorSource } from '../../producer/event-source';
import { produce } from '../../producer/produce';
import { seededRandom } from '../../producer/random';
import { constantRate } from '../../producer/rate';
import { StreamWriter } from '../../producer/stream-writer';
import { BEGIN } from '../../engine/sequence-number';
import definition from './definition';
import { tradesOf } from './synthetic-trades';

/** For the windows that ended with the last events: the watermark's wait, a commit, and some. */
const LAST_WINDOWS_MS = 15_000;

export interface LatencyCase {
  readonly rate: number;
  readonly keys: number;
  readonly shards: number;
  readonly seconds: number;
}

/**
 * Produces trades as they happen, at a steady rate, and reads the aggregates stream: for each result, the time from the end of
 * its window to its arrival there, ms. In it are the 5 s that the watermark waits for, and the time between commits.
 */
export async function latencies({ rate, keys, shards, seconds }: LatencyCase): Promise<number[]> {
  const runner = await startLocal({ pipelines: [join(__dirname, 'definition.ts')], shards });
  const client = await kinesisClient(runner.endpoints.kinesis);
  try {
    const stream = runner.sourceStream(definition.name);
    await produce({
      source: generatorSource(tradesOf(keys), definition, 1),
      rate: constantRate(rate),
      durationMs: seconds * 1000,
      packer: { lanes: await lanesOf(client, stream) },
      writer: new StreamWriter({ putRecords: putRecordsTo(client, stream), clock: systemClock }),
      clock: systemClock,
      random: seededRandom(1),
    });
    await sleep(LAST_WINDOWS_MS);
    return await arrivals(new KinesisSource(client, runner.resources(definition.name).aggregatesStream!));
  } finally {
    client.destroy();
    await runner.stop();
  }
}

async function arrivals(aggregates: KinesisSource): Promise<number[]> {
  const found: number[] = [];
  for (const { shardId } of await aggregates.listShards()) {
    let iterator: string | undefined = await aggregates.iteratorAfter(shardId, BEGIN);
    while (iterator !== undefined) {
      const page = await aggregates.getRecords(iterator, 10_000);
      if (page.records.length === 0) break;
      for (const { data, arrivalMs } of page.records) {
        const decoded = linesOfRecord(data);
        if ('bad' in decoded) throw new Error(`a result that cannot be read: ${decoded.bad}`);
        for (const json of decoded.lines) {
          const { revision, window } = JSON.parse(json.toString()) as ResultRecord;
          if (revision === 0) found.push(arrivalMs - Date.parse(window.end));
        }
      }
      iterator = page.next;
    }
  }
  return found;
}
