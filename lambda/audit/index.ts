import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Logger } from '@aws-lambda-powertools/logger';
import pipeline from '#pipeline';
import { openLookups } from '#lookups';
import { schemas } from '#schemas';
import { audit } from '../../engine/audit/audit';
import type { Finding } from '../../engine/audit/report';
import { clientOptions } from '../aws/client-options';
import { DynamoTable } from '../aws/dynamo-table';
import { sourceEnvironment } from '../aws/source-environment';
import { openStreams } from '../aws/source-streams';
import { systemClock } from '../aws/system-clock';
import { Meter } from '../metrics/meter';
import { reportStaleTable } from '../metrics/report-stale-table';
import { environment } from './environment';
import { PacedSource } from './paced-source';

/** Of each shard; a larger part of the stream would take its readers' share. */
const NEWEST_COMMITS = 10;
/** The other readers of a shard come first. */
const READ_ATTEMPTS = 10;

const logger = new Logger({ serviceName: sourceEnvironment.service });
const meter = new Meter(sourceEnvironment.service);
const kinesis = new KinesisClient({ ...clientOptions('KINESIS'), maxAttempts: READ_ATTEMPTS });
const deps = {
  pipeline,
  source: new PacedSource(openStreams(kinesis, sourceEnvironment.streams, sourceEnvironment.startAtMs)),
  state: new DynamoTable(
    DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions('DYNAMODB'))),
    environment.stateTable,
  ),
  clock: systemClock,
  schemas,
  lookups: openLookups(reportStaleTable(meter, logger)),
};

/** What a call of the function answers. */
export interface AuditSummary {
  /** Commits whose records were read again. */
  readonly commits: number;
  readonly records: number;
  readonly findings: readonly Finding[];
}

/** Holds the newest commits of each shard against what Kinesis has. It only reads. */
export async function handler(): Promise<AuditSummary> {
  const { shards, findings: ofEpochs } = await audit(deps, { newestCommits: NEWEST_COMMITS });
  const findings = [...ofEpochs, ...shards.flatMap(shard => shard.findings)];
  for (const finding of findings) logger.error('disagrees', { ...finding });
  meter.audit(findings.length);
  meter.publish();
  const read = shards.map(({ commits }) => commits.recomputed + commits.counted);
  const summary = { commits: sum(read), records: sum(shards.map(({ records }) => records)) };
  logger.info(findings.length === 0 ? 'agrees' : 'does not agree', { ...summary, findings: findings.length });
  return { ...summary, findings };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
