import { Annotations, type Duration, RemovalPolicy, Tags } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IStream, IStreamConsumer, Stream, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { basename, dirname, isAbsolute } from 'node:path';
import type { Dashboard } from '../api/dashboard';
import type { Pipeline } from '../engine/definition/pipeline';
import { viewsOf } from '../engine/definition/sources';
import { definitionWarnings } from '../engine/definition/warnings';
import { resultColumns } from '../engine/results/lake-columns';
import { loadDashboard } from './dashboard-file';
import { AggregateFunction } from './aggregate-function';
import { DefinitionFileError, loadDefinition, resolveDefinition } from './definition-file';
import { FinalizeFunction } from './finalize-function';
import type { HandlerOverrides } from './handler-function';
import { Lake } from './lake';
import { grantPut, grantTable } from './permissions';
import { PipelineStreams } from './pipeline-streams';
import { PipelineTables } from './pipeline-tables';
import { ROOT } from './project';
import { givenStreams, readSources, refuseOfOwn } from './read-sources';
import type { SourceReadings } from './source-readings';
import { type ExpectedLoad, streamSize } from './stream-size';

export interface WindowedPipelineProps {
  /** Absolute path of the definition file, or the name of a built-in pipeline. */
  readonly definition: string;
  /**
   * The definition, where it has been loaded already.
   *
   * @default it is loaded from `definition`
   */
  readonly pipeline?: Pipeline | undefined;
  /**
   * Takes late and quarantined events, below `late/` and `quarantine/`, and below `aws/lambda/` what expired unread.
   *
   * @default a new bucket
   */
  readonly lake?: IBucket | undefined;
  /**
   * A stream that exists, in this region, perhaps of another account; the pipeline only reads it. Where it is encrypted with a
   * key of its own, the stream must know it (`Stream.fromStreamAttributes`). Where the definition has `sources`, those of them
   * that exist by their names.
   *
   * @default the pipeline makes streams of its own
   */
  readonly source?: IStream | Readonly<Record<string, IStream>> | undefined;
  /**
   * Records that arrived before this time are passed over: ISO 8601 to the second, such as `2026-11-30T12:00:00Z`, not in the
   * future. To be kept as it is: what a shard has folded is not folded again, and the audit goes by it.
   *
   * @default all records that the stream keeps are read
   */
  readonly startAt?: string | undefined;
  /**
   * Whether the source is read by a consumer of its own, which shares with no other reader (enhanced fan-out, billed by shard
   * and GB); or that consumer, where it exists.
   *
   * @default false
   */
  readonly enhancedFanOut?: boolean | IStreamConsumer | undefined;
  /**
   * Name of the pipeline's own source stream; results go to `<name>_aggregates`.
   *
   * @default the pipeline's name with `_` for `-`
   */
  readonly streamName?: string | undefined;
  /** @default StreamMode.PROVISIONED */
  readonly streamMode?: StreamMode | undefined;
  /**
   * Shards of the source stream, where it is provisioned: one takes 1 MB/s or 1,000 records/s.
   *
   * @default as many as `load` needs; 2 without it
   */
  readonly shardCount?: number | undefined;
  /**
   * What producers will send, for the number of shards of both streams.
   *
   * @default unknown
   */
  readonly load?: ExpectedLoad | undefined;
  /**
   * How long the source stream keeps records, 1-365 days. It bounds how long processing may stand still without loss.
   *
   * @default 1 day: longer costs more than the shards themselves
   */
  readonly retention?: Duration | undefined;
  /**
   * Encrypts the streams, the tables and the lake that this construct makes; the functions get what they need of it.
   *
   * @default keys that AWS manages, at no charge
   */
  readonly encryptionKey?: IKey | undefined;
  /** Of all resources, beside `tidemark:pipeline`. @default none */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** @default 512 MB and 2 minutes */
  readonly aggregate?: HandlerOverrides | undefined;
  /** @default 1,024 MB and 5 minutes */
  readonly finalize?: HandlerOverrides | undefined;
  /**
   * Whether processing rests: both event source mappings and the tick are off. The source stream goes on, and keeps what comes
   * for its retention; deployed again without it, the pipeline goes on where it stopped.
   *
   * @default false
   */
  readonly stopped?: boolean | undefined;
  /**
   * Whether the functions' calls are traced with X-Ray.
   *
   * @default false: at many invocations a second traces cost more than the functions
   */
  readonly tracing?: boolean | undefined;
  /** @default RetentionDays.ONE_MONTH */
  readonly logRetention?: RetentionDays | undefined;
  /**
   * What becomes of streams, tables, buckets and logs with their stack. Tables kept are also protected from deletion.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy | undefined;
}

/**
 * Event-time windows over a Kinesis stream, as a definition file describes them.
 *
 * @example
 * new WindowedPipeline(this, 'Sensors', { definition: join(__dirname, 'sensors.ts') });
 */
export class WindowedPipeline extends Construct {
  readonly pipeline: Pipeline;
  /** Absolute path of the definition. */
  readonly definition: string;
  /** What the page shows of it, where a file beside the definition says so. */
  readonly dashboard: Dashboard | undefined;
  /** How the streams with the events are read. */
  readonly reading: SourceReadings;
  /** Carries each revision of each result. */
  readonly aggregates: Stream;
  readonly state: Table;
  /** The latest revision of each result. */
  readonly results: Table;
  readonly aggregate: Function;
  readonly finalize: Function;
  readonly lake: IBucket;
  readonly isStopped: boolean;

  /**
   * @throws DefinitionFileError or DefinitionError when the definition cannot be used; Error for a source of another region, and
   *   for what only a stream of the pipeline's own has.
   */
  constructor(scope: Construct, id: string, props: WindowedPipelineProps) {
    super(scope, id);
    const definition = resolveDefinition(absolute(props.definition), ROOT);
    const pipeline = props.pipeline ?? loadDefinition(definition, dirname(definition));
    resultColumns(pipeline);
    this.dashboard = loadDashboard(definition, dirname(definition), pipeline);
    for (const warning of definitionWarnings(pipeline))
      Annotations.of(this).addWarningV2('tidemark:definition', `pipeline ${pipeline.name}: ${warning}`);
    const { tracing, logRetention, encryptionKey, removalPolicy = RemovalPolicy.RETAIN } = props;
    const lake = props.lake ?? new Lake(this, 'Lake', { encryptionKey, removalPolicy }).bucket;
    const size = props.load && streamSize(pipeline, props.load);
    const streamName = props.streamName ?? pipeline.name.replaceAll('-', '_');
    const given = givenStreams(props.source, pipeline);
    const made = viewsOf(pipeline).flatMap(([source]) => (given.has(source) ? [] : [source]));
    if (made.length === 0) refuseOfOwn(props);
    const streams = new PipelineStreams(this, 'Streams', {
      streamName,
      sources: made,
      streamMode: props.streamMode,
      shardCount: props.shardCount ?? size?.source,
      aggregatesShardCount: size?.aggregates,
      retention: props.retention,
      encryptionKey,
      removalPolicy,
    });
    const { aggregates } = streams;
    const reading = readSources(this, { ...props, pipeline, given, made: streams.sources, streamName });
    const { state, results } = new PipelineTables(this, 'Tables', { encryptionKey, removalPolicy });
    const isRunning = !props.stopped;
    const common = {
      pipeline,
      definition,
      source: reading,
      state,
      lake,
      isRunning,
      tracing,
      logRetention,
      removalPolicy,
    };
    this.aggregate = new AggregateFunction(this, 'Aggregate', { ...common, overrides: props.aggregate }).function;
    this.finalize = new FinalizeFunction(this, 'Finalize', {
      ...common,
      aggregates,
      results,
      overrides: props.finalize,
    }).function;
    const tags = { 'tidemark:pipeline': pipeline.name, ...props.tags };
    for (const [name, value] of Object.entries(tags)) Tags.of(this).add(name, value);
    this.pipeline = pipeline;
    this.definition = definition;
    this.reading = reading;
    this.aggregates = aggregates;
    this.state = state;
    this.results = results;
    this.lake = lake;
    this.isStopped = !isRunning;
  }

  /** The stream that has the events. @throws Error where there are several. */
  get source(): IStream {
    return this.sourceOf(undefined);
  }

  /** The stream that has the events of a source. @throws Error where the definition has no such source. */
  sourceOf(source: string | undefined): IStream {
    return this.reading.of(source).stream;
  }

  /**
   * Lets somebody put events on a source stream.
   *
   * @param source its name, where the definition has several.
   * @throws Error where the stream is not the pipeline's own.
   */
  grantPutEvents(grantee: IGrantable, source?: string): Grant {
    const reading = this.reading.of(source);
    reading.requireOwn(this.pipeline.name);
    return grantPut(reading.stream, grantee, 'kinesis:PutRecord');
  }

  /** Lets somebody read results from their table. */
  grantReadResults(grantee: IGrantable): Grant {
    return grantTable(this.results, grantee, ['dynamodb:GetItem', 'dynamodb:Query']);
  }
}

/** A folder to start from is not the construct's to choose. */
function absolute(definition: string): string {
  if (isAbsolute(definition) || /^[a-z][a-z0-9-]*$/.test(definition)) return definition;
  throw new DefinitionFileError(
    `${definition}: a construct takes an absolute path, such as join(__dirname, '${basename(definition)}')`,
  );
}
