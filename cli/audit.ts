import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { audit as auditPipeline } from '../engine/audit/audit';
import type { Audit, Finding, ShardAudit } from '../engine/audit/report';
import { Lookups } from '../engine/lookup/lookups';
import type { LookupSource, SchemaRegistry } from '../engine/ports';
import { addCounts, noCounts } from '../engine/store/counts';
import type { Pipeline } from '../engine/definition/pipeline';
import { isRegistered } from '../engine/definition/source';
import { viewsOf } from '../engine/definition/sources';
import { unpadSequenceNumber } from '../engine/sequence-number';
import { DynamoTable } from '../lambda/aws/dynamo-table';
import { openStreams, type Streams } from '../lambda/aws/source-streams';
import { TableFiles } from '../lambda/aws/table-files';
import { resolveDefinition } from '../lib/definition-file';
import { lookupFiles } from '../lib/lookup-files';
import { systemClock } from '../lambda/aws/system-clock';
import { loadPipeline } from './load-pipeline';
import { summarize } from './count-summary';
import { say } from './progress';
import { stateTableOf } from './state-table';
import { storeTarget } from './target';
import { UserError } from './user-error';

export interface AuditOptions {
  readonly pipeline: string;
  readonly dataDir?: string;
  /** Name or ARN. */
  readonly stream?: string;
  /** Where the pipeline begins in the stream, ms. */
  readonly startAt?: number;
  readonly stateTable?: string;
  readonly json?: boolean;
  /** Files in place of lookup tables of S3. */
  readonly lookup: Readonly<Record<string, string>>;
}

/** Holds the commits of a pipeline against what Kinesis has; exit code 1 when anything disagrees. */
export async function audit(options: AuditOptions): Promise<void> {
  const pipeline = loadPipeline(options.pipeline);
  const target = await storeTarget(options.dataDir);
  try {
    const stream = streamsOf(pipeline, options.stream);
    const stateTable = options.stateTable ?? (await stateTableOf(pipeline, target.dynamodb, target.name));
    const source = { stream, startAtMs: options.startAt };
    const schemas = await schemasOf(pipeline, target.name);
    const found = await auditStores(pipeline, target, source, stateTable, tablesOf(options, pipeline), schemas).catch(
      (error: unknown) => {
        if ((error as Error).name !== 'ResourceNotFoundException') throw error;
        const names = typeof stream === 'string' ? stream : Object.values(stream).join(', ');
        throw new UserError(`no stream ${names} or no table ${stateTable} at ${target.name}`);
      },
    );
    if (options.json) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    else print(pipeline, found);
    process.exitCode = found.agrees ? 0 : 1;
  } finally {
    await target.close();
  }
}

/** The audit of a pipeline whose stream and state table are known. */
export function auditStores(
  pipeline: Pipeline,
  { kinesis, dynamodb }: { readonly kinesis: KinesisClient; readonly dynamodb: DynamoDBClient },
  { stream, startAtMs }: { readonly stream: Streams; readonly startAtMs?: number | undefined },
  stateTable: string,
  lookups: LookupSource,
  schemas?: SchemaRegistry,
): Promise<Audit> {
  return auditPipeline({
    pipeline,
    source: openStreams(kinesis, stream, startAtMs),
    state: new DynamoTable(DynamoDBDocumentClient.from(dynamodb), stateTable),
    clock: systemClock,
    lookups,
    schemas,
  });
}

/** The streams of a pipeline, which go by its name unless it was told another one. */
function streamsOf({ name, sources }: Pipeline, given: string | undefined): Streams {
  const own = name.replaceAll('-', '_');
  if (!sources) return given ?? own;
  if (given !== undefined) throw new UserError(`--stream: ${name} has several sources, whose streams go by its name`);
  return Object.fromEntries(Object.keys(sources).map(source => [source, `${own}_${source}`]));
}

/** The registry of the schemas that a definition's records name, where they name any. */
async function schemasOf(pipeline: Pipeline, target: string): Promise<SchemaRegistry | undefined> {
  const { name } = pipeline;
  const framed = viewsOf(pipeline)
    .map(([, { source }]) => source)
    .find(isRegistered);
  if (!framed) return undefined;
  if (target !== 'AWS' && !process.env['AWS_ENDPOINT_URL'])
    throw new UserError(`records of ${name} name schemas, and an audit on this machine has no registry to ask`);
  const { schemas } =
    framed.format === 'avro' ? await import('../lambda/schemas/avro') : await import('../lambda/schemas/protobuf');
  return schemas;
}

/** The lookup tables of a definition, from their files and from S3. */
function tablesOf({ pipeline: name, lookup }: AuditOptions, { lookups }: Pipeline): LookupSource {
  const cwd = process.cwd();
  const files = new Map(Object.entries({ ...lookupFiles({ lookups }, resolveDefinition(name, cwd)), ...lookup }));
  return new Lookups(lookups, new TableFiles(lookups, table => files.get(table), new S3Client()), systemClock);
}

function print(pipeline: Pipeline, { shards, findings, agrees }: Audit): void {
  const out = (line: string): boolean => process.stdout.write(`${line}\n`);
  for (const shard of shards) out(shardLine(shard));
  const totals = shards.map(shard => shard.totals).reduce(addCounts, noCounts());
  for (const line of summarize(pipeline, totals).lines) out(line);
  for (const finding of [...findings, ...shards.flatMap(shard => shard.findings)]) out(findingLine(finding));
  const expired = shards.reduce((sum, { commits }) => sum + commits.expired, 0);
  if (expired > 0) say(`${expired} commits could not be checked: Kinesis keeps their records no longer`);
  out(agrees ? 'agrees' : 'does not agree');
}

function shardLine({ shardId, commits, records, waiting }: ShardAudit): string {
  const { recomputed, counted, expired } = commits;
  const parts = [
    `${recomputed + counted + expired} commits`,
    `${records} records read again`,
    `${recomputed} commits folded again`,
    ...(counted ? [`${counted} counted only`] : []),
    ...(expired ? [`${expired} expired`] : []),
    ...(waiting ? ['newer records wait for their commit'] : []),
  ];
  return `${shardId}: ${parts.join(', ')}`;
}

function findingLine({ shardId, from, to, problem }: Finding): string {
  const range = from === undefined ? '' : ` (${unpadSequenceNumber(from)}, ${unpadSequenceNumber(to!)}]`;
  return `disagrees: ${shardId}${range}: ${problem}`;
}
