import { Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { sourceId } from './source-id';

export interface PipelineStreamsProps {
  /** Name of the source stream; results go to `<name>_aggregates`, and each of several sources has `<name>_<source>`. */
  readonly streamName: string;
  /** Of which sources a stream is made; undefined stands for the only one of a pipeline over one stream. */
  readonly sources: readonly (string | undefined)[];
  /** @default StreamMode.PROVISIONED */
  readonly streamMode?: StreamMode | undefined;
  /**
   * Shards of the source stream, where it is provisioned: one takes 1 MB/s or 1,000 records/s.
   *
   * @default 2
   */
  readonly shardCount?: number | undefined;
  /** Shards of the stream of results, where it is provisioned. @default 1 */
  readonly aggregatesShardCount?: number | undefined;
  /**
   * How long the source stream keeps records, 1-365 days. It bounds how long processing may stand still without loss.
   *
   * @default 1 day: longer costs more than the shards themselves
   */
  readonly retention?: Duration | undefined;
  /** @default the key that AWS manages for Kinesis */
  readonly encryptionKey?: IKey | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** The streams of events, where the pipeline has its own, and the stream of results, both encrypted. */
export class PipelineStreams extends Construct {
  readonly sources: ReadonlyMap<string | undefined, Stream>;
  readonly aggregates: Stream;

  constructor(scope: Construct, id: string, props: PipelineStreamsProps) {
    super(scope, id);
    const streamMode = props.streamMode ?? StreamMode.PROVISIONED;
    const { encryptionKey, removalPolicy } = props;
    const encryption = encryptionKey
      ? { encryption: StreamEncryption.KMS, encryptionKey }
      : { encryption: StreamEncryption.MANAGED };
    const source = (name: string | undefined): Stream =>
      new Stream(this, sourceId('Source', name), {
        streamName: name === undefined ? props.streamName : `${props.streamName}_${name}`,
        streamMode,
        ...(streamMode === StreamMode.PROVISIONED && { shardCount: props.shardCount ?? 2 }),
        retentionPeriod: props.retention ?? Duration.days(1),
        ...encryption,
        removalPolicy,
      });
    this.sources = new Map(props.sources.map(name => [name, source(name)]));
    this.aggregates = new Stream(this, 'Aggregates', {
      streamName: `${props.streamName}_aggregates`,
      streamMode,
      ...(streamMode === StreamMode.PROVISIONED && { shardCount: props.aggregatesShardCount ?? 1 }),
      ...encryption,
      removalPolicy,
    });
    if (!encryptionKey) return;
    const reason = 'The key was given on purpose: who may use the data is to be decided by its policy.';
    for (const stream of [...this.sources.values(), this.aggregates])
      Validations.of(stream).acknowledge({ id: 'AwsSolutions-KDS3', reason });
  }
}
