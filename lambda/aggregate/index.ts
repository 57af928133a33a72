import './inlining';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Logger } from '@aws-lambda-powertools/logger';
import pipeline from '#pipeline';
import { openLookups } from '#lookups';
import { schemas } from '#schemas';
import { aggregate } from '../../engine/aggregate/aggregate';
import type { AggregateInvocation } from '../../engine/aggregate/invocation';
import type { CommitDeps } from '../../engine/commit/deps';
import { stateBytes, type WindowState } from '../../engine/commit/window-state';
import type { SequenceNumber } from '../../engine/ports';
import { clientOptions } from '../aws/client-options';
import { AS_MAPS, DynamoTable } from '../aws/dynamo-table';
import { sourceEnvironment } from '../aws/source-environment';
import { openStreams, shardIdIn } from '../aws/source-streams';
import { systemClock } from '../aws/system-clock';
import { MeteredTable } from '../metrics/metered-table';
import { Meter } from '../metrics/meter';
import { reportStaleTable } from '../metrics/report-stale-table';
import { environment } from './environment';
import { invocationsOf, type WindowedKinesisEvent } from './window-event';

const logger = new Logger({ serviceName: sourceEnvironment.service });
const meter = new Meter(sourceEnvironment.service);
const table = new DynamoTable(
  DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions('DYNAMODB')), AS_MAPS),
  environment.stateTable,
);
const deps: CommitDeps = {
  pipeline,
  source: openStreams(
    new KinesisClient(clientOptions('KINESIS')),
    sourceEnvironment.streams,
    sourceEnvironment.startAtMs,
  ),
  state: new MeteredTable(table, systemClock, {
    commit: (commit, latencyMs) => meter.commit(commit, latencyMs),
    gap: reportGap,
  }),
  clock: systemClock,
  schemas,
  lookups: openLookups(reportStaleTable(meter, logger)),
};

/** Folds a batch of the source stream. Only infrastructure errors reject: the event source mapping then retries. */
export async function handler(event: WindowedKinesisEvent): Promise<{ state: unknown }> {
  let state: unknown = {};
  for (const invocation of invocationsOf(event, shardIdHere)) state = await fold(invocation);
  return { state };
}

const shardIdHere = (streamArn: string | undefined, shardId: string): string =>
  shardIdIn(sourceEnvironment.streams, streamArn, shardId);

async function fold(invocation: AggregateInvocation): Promise<WindowState> {
  try {
    const { state } = await aggregate(invocation, deps);
    meter.invocation(invocation.records.length, stateBytes(state));
    if (invocation.isFinal || !invocation.window) meter.publish();
    return state;
  } catch (error) {
    const { shardId, records } = invocation;
    logger.error('the batch will be retried', { error: error as Error, shardId, records: records.length });
    throw error;
  }
}

function reportGap(shardId: string, after: SequenceNumber): void {
  meter.gap();
  logger.warn('records may have expired unread', { shardId, after });
}
