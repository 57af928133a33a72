import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import pipeline from '#pipeline';
import { openLookups } from '#lookups';
import { schemas } from '#schemas';
import { finalize } from '../../engine/finalize/finalize';
import type { FinalizeDeps, FinalizeReport, FinalizeRequest } from '../../engine/finalize/request';
import { clientOptions } from '../aws/client-options';
import { AS_MAPS, DynamoTable } from '../aws/dynamo-table';
import { KinesisOutput } from '../aws/kinesis-output';
import { S3Lake } from '../aws/s3-lake';
import { sourceEnvironment } from '../aws/source-environment';
import { openStreams } from '../aws/source-streams';
import { systemClock } from '../aws/system-clock';
import { checkSource } from '../metrics/check-source';
import { MeteredTable } from '../metrics/metered-table';
import { Meter } from '../metrics/meter';
import { reportStaleTable } from '../metrics/report-stale-table';
import { environment } from './environment';

/** Time left for the step that is under way when the deadline comes, ms. */
const RESERVE_MS = 20_000;

const kinesis = new KinesisClient(clientOptions('KINESIS'));
const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions('DYNAMODB')), AS_MAPS);
const logger = new Logger({ serviceName: sourceEnvironment.service });
const meter = new Meter(sourceEnvironment.service);
const state = new DynamoTable(dynamo, environment.stateTable);
const deps: FinalizeDeps = {
  pipeline,
  source: openStreams(kinesis, sourceEnvironment.streams, sourceEnvironment.startAtMs),
  // Commits come from the sweeper only.
  state: new MeteredTable(state, systemClock, {
    commit: (commit, latencyMs) => meter.sweep(commit, latencyMs),
    gap: (shardId, after) => {
      meter.gap();
      logger.warn('records may have expired unread', { shardId, after });
    },
  }),
  results: new DynamoTable(dynamo, environment.resultsTable),
  aggregates: new KinesisOutput(kinesis, environment.aggregatesStream),
  lake: new S3Lake(new S3Client({ ...clientOptions('S3'), forcePathStyle: true }), environment.lakeBucket),
  clock: systemClock,
  schemas,
  lookups: openLookups(reportStaleTable(meter, logger)),
  onShardFailure: (shardId, error) =>
    logger.error('the tick goes on with the other shards', { error: error as Error, shardId }),
};

/** A hint (commits on the state table's stream) or a tick; what a hint holds does not matter. */
export type FinalizeEvent = Partial<Pick<FinalizeRequest, 'tick' | 'whenIdle' | 'endOfInput'>>;

export async function handler(
  event: FinalizeEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<FinalizeReport> {
  const startMs = systemClock.now();
  const request: FinalizeRequest = {
    tick: event.tick === true,
    whenIdle: event.whenIdle ?? 'flush',
    endOfInput: event.endOfInput === true,
    deadlineMs: startMs + Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS),
  };
  try {
    const report = await finalize(request, deps);
    if (request.tick) await checkSource(deps, meter, logger);
    const nowMs = systemClock.now();
    meter.finalize(report, nowMs, nowMs - startMs);
    if (request.tick || report.emitted > 0) meter.publish();
    return report;
  } catch (error) {
    meter.publish();
    logger.error('the next hint or tick goes on', { error: error as Error, tick: request.tick });
    throw error;
  }
}
