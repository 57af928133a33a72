import { Duration, RemovalPolicy, Size, Stack, Validations } from 'aws-cdk-lib';
import {
  Compression,
  type DeliveryStream,
  InputFormat,
  LambdaFunctionProcessor,
  OutputFormat,
  SchemaConfiguration,
} from 'aws-cdk-lib/aws-kinesisfirehose';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { Catalog } from './catalog/catalog';
import { lakeFolder, LakeTables } from './catalog/lake-tables';
import { QueryShelf } from './catalog/query-shelf';
import { HandlerFunction } from './handler-function';
import { sourceId } from './source-id';
import { StreamDelivery } from './stream-delivery';
import type { WindowedPipeline } from './windowed-pipeline';

export interface LakeDeliveryProps {
  readonly windowed: WindowedPipeline;
  /**
   * Whether events are delivered too, as they came. A stream of somebody else then has one reader more, and must be of this
   * account.
   *
   * @default true for a stream of the pipeline's own
   */
  readonly events?: boolean | undefined;
  /**
   * Takes the tables.
   *
   * @default a database and a workgroup called `tidemark` over the pipeline's lake
   */
  readonly catalog?: Catalog | undefined;
  /**
   * Longest time before an object is written, 1-15 minutes; it is written sooner when 128 MiB have come. Shorter makes many
   * small objects, which cost more to write and to query.
   *
   * @default 5 minutes
   */
  readonly bufferingInterval?: Duration | undefined;
  /** @default RetentionDays.ONE_MONTH */
  readonly logRetention?: RetentionDays | undefined;
  /** Of logs. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy | undefined;
}

/** Firehose takes batches of 0.2-3 MB to a function; a response of compressed events is about as large as its request. */
const UNPACK_SIZE = Size.mebibytes(1);
const UNPACK_INTERVAL = Duration.seconds(60);

/**
 * A pipeline's events (gzipped NDJSON; of its own stream only, unless asked for) and results (Parquet) in the lake, with tables and queries for Athena.
 *
 * @example
 * new LakeDelivery(this, 'Delivery', { windowed: sensors });
 */
export class LakeDelivery extends Construct {
  /** One for each source; none where events are not delivered. */
  readonly raw: readonly DeliveryStream[];
  readonly aggregates: DeliveryStream;
  /** Absent where events are not delivered. */
  readonly unpack: Function | undefined;
  readonly tables: LakeTables;
  /** Longest time before an object is written. */
  readonly bufferingInterval: Duration;
  readonly catalog: Catalog;

  /** @throws DefinitionError where a name in the definition cannot be a column. */
  constructor(scope: Construct, id: string, props: LakeDeliveryProps) {
    super(scope, id);
    const { windowed, logRetention, removalPolicy = RemovalPolicy.RETAIN } = props;
    Validations.of(Stack.of(this)).acknowledge({
      id: 'CloudFormation-Validate::W7001',
      reason: "The library adds the map of Firehose's addresses to every stack; nothing here is in a VPC.",
    });
    const { pipeline, lake } = windowed;
    this.catalog = props.catalog ?? new Catalog(this, 'Catalog', { lake });
    const events = props.events ?? windowed.reading.isOwn;
    this.tables = new LakeTables(this, 'Tables', { pipeline, catalog: this.catalog, events });
    new QueryShelf(this, 'Queries', { pipeline, catalog: this.catalog, events });
    this.bufferingInterval = props.bufferingInterval ?? Duration.minutes(5);
    const common = {
      lake,
      bufferingInterval: this.bufferingInterval,
      logRetention,
      removalPolicy,
    };
    if (events) this.unpack = this.unpackFunction(windowed, logRetention, removalPolicy);
    this.raw = this.unpack ? this.deliverRaw(windowed, this.unpack, common) : [];
    this.aggregates = this.deliverResults(windowed, common);
  }

  private unpackFunction(
    { pipeline, definition }: WindowedPipeline,
    logRetention: RetentionDays | undefined,
    removalPolicy: RemovalPolicy,
  ): Function {
    return new HandlerFunction(this, 'Unpack', {
      handler: 'unpack',
      definition,
      description: `${pipeline.name}: unpacks records on their way to the lake`,
      memorySize: 512,
      timeout: Duration.minutes(2),
      environment: {},
      logRetention,
      removalPolicy,
    }).function;
  }

  /** The function answers with gzip members; Firehose only joins them. */
  private deliverRaw({ pipeline, reading }: WindowedPipeline, unpack: Function, common: Common): DeliveryStream[] {
    const deliver = (source: string | undefined, stream: IStream): DeliveryStream =>
      new StreamDelivery(this, sourceId('Raw', source), {
        ...common,
        stream,
        prefix: lakeFolder(pipeline, 'raw', source),
        fileExtension: '.ndjson.gz',
        transform: unpack,
        format: {
          compression: Compression.of('UNCOMPRESSED'),
          processors: [
            new LambdaFunctionProcessor(unpack, { bufferSize: UNPACK_SIZE, bufferInterval: UNPACK_INTERVAL }),
          ],
        },
      }).deliveryStream;
    return [...reading.all].map(([source, { stream }]) => deliver(source, stream));
  }

  /** A record holds several results, one a line, which the conversion to Parquet takes as they are. */
  private deliverResults({ pipeline, aggregates }: WindowedPipeline, common: Common): DeliveryStream {
    const { deliveryStream } = new StreamDelivery(this, 'Aggregates', {
      ...common,
      stream: aggregates,
      prefix: `aggregates/pipeline=${pipeline.name}`,
      fileExtension: '.parquet',
      table: this.tables.aggregates,
      format: {
        dataFormatConversion: {
          inputFormat: InputFormat.OPENX_JSON,
          outputFormat: OutputFormat.PARQUET,
          schemaConfiguration: SchemaConfiguration.fromCfnTable(this.tables.aggregates),
        },
      },
    });
    return deliveryStream;
  }
}

type Common = Pick<
  ConstructorParameters<typeof StreamDelivery>[2],
  'lake' | 'bufferingInterval' | 'logRetention' | 'removalPolicy'
>;
