import { Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

export interface PipelineStreamsProps {
  /** Name of the source stream; results go to `<name>_aggregates`. */
  readonly streamName: string;
  /** Whether there is a source stream already. */
  readonly sourceExists: boolean;
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

/** The stream of events, where the pipeline has one of its own, and the stream of results, both encrypted. */
export class PipelineStreams extends Construct {
  readonly source: Stream | undefined;
  readonly aggregates: Stream;

  constructor(scope: Construct, id: string, props: PipelineStreamsProps) {
    super(scope, id);
    const streamMode = props.streamMode ?? StreamMode.PROVISIONED;
    const { encryptionKey, removalPolicy } = props;
    const encryption = encryptionKey
      ? { encryption: StreamEncryption.KMS, encryptionKey }
      : { encryption: StreamEncryption.MANAGED };
    if (!props.sourceExists)
      this.source = new Stream(this, 'Source', {
        streamName: props.streamName,
        streamMode,
        ...(streamMode === StreamMode.PROVISIONED && { shardCount: props.shardCount ?? 2 }),
        retentionPeriod: props.retention ?? Duration.days(1),
        ...encryption,
        removalPolicy,
      });
    this.aggregates = new Stream(this, 'Aggregates', {
      streamName: `${props.streamName}_aggregates`,
      streamMode,
      ...(streamMode === StreamMode.PROVISIONED && { shardCount: props.aggregatesShardCount ?? 1 }),
      ...encryption,
      removalPolicy,
    });
    if (!encryptionKey) return;
    const reason = 'The key was given on purpose: who may use the data is to be decided by its policy.';
    for (const stream of [this.source, this.aggregates])
      if (stream) Validations.of(stream).acknowledge({ id: 'AwsSolutions-KDS3', reason });
  }
}
