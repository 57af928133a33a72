import { Stack, Token } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { type IStream, type IStreamConsumer, StreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import { type EventSourceMappingOptions, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { grantRead, grantSubscribe } from './permissions';
import { readStartAt } from './start-at';

export interface SourceReadingProps {
  readonly stream: IStream;
  /** Whether the pipeline made the stream. */
  readonly isOwn: boolean;
  /** What metrics, logs and a consumer go by: the name of the pipeline's own stream, or what it would be. */
  readonly service: string;
  readonly startAt?: string | undefined;
  readonly enhancedFanOut?: boolean | IStreamConsumer | undefined;
}

/** How a pipeline's functions read its source stream: from where, under which name, by what right. */
export class SourceReading extends Construct {
  readonly stream: IStream;
  readonly isOwn: boolean;
  readonly service: string;
  /** Reads each shard by a connection of its own; absent: all readers of a shard share its 5 reads and 2 MB a second. */
  readonly consumer: IStreamConsumer | undefined;
  /** Variables of a function that reads the stream. */
  readonly environment: Readonly<Record<string, string>>;
  private readonly startAt: string | undefined;

  /** @throws Error for a stream of another region, and for a time to start at that is none. */
  constructor(scope: Construct, id: string, { stream, isOwn, service, startAt, enhancedFanOut }: SourceReadingProps) {
    super(scope, id);
    this.stream = stream;
    this.isOwn = isOwn;
    this.service = service;
    checkRegion(Stack.of(this).region, stream);
    this.startAt = startAt === undefined ? undefined : readStartAt(startAt, refuse);
    if (enhancedFanOut === true)
      this.consumer = new StreamConsumer(this, 'Consumer', { stream, streamConsumerName: service });
    else if (enhancedFanOut) this.consumer = enhancedFanOut;
    this.environment = {
      SOURCE_STREAM: isOwn ? stream.streamName : stream.streamArn,
      ...(this.startAt !== undefined && { SOURCE_START_AT: this.startAt }),
      ...(!isOwn && { POWERTOOLS_SERVICE_NAME: service }),
    };
  }

  /** What an event source mapping on the stream begins with. */
  get mapping(): Pick<EventSourceMappingOptions, 'eventSourceArn' | 'startingPosition' | 'startingPositionTimestamp'> {
    const eventSourceArn = this.consumer?.streamConsumerArn ?? this.stream.streamArn;
    if (this.startAt === undefined) return { eventSourceArn, startingPosition: StartingPosition.TRIM_HORIZON };
    return {
      eventSourceArn,
      startingPosition: StartingPosition.AT_TIMESTAMP,
      startingPositionTimestamp: Date.parse(this.startAt) / 1000,
    };
  }

  /** @throws Error where the pipeline did not make the stream: who puts on it is its owner's to say. */
  requireOwn(pipeline: string): void {
    if (!this.isOwn)
      throw new Error(`${pipeline}: the source stream is not the pipeline's own: its owner lets producers in`);
  }

  /** To read the stream by calls; with `mapped` also by an event source mapping. */
  grant(grantee: IGrantable, { mapped = false } = {}): void {
    grantRead(this.stream, grantee);
    if (mapped && this.consumer) grantSubscribe(this.consumer, grantee);
  }
}

/** An event source mapping and its stream are in one region (Lambda, CreateEventSourceMapping). */
function checkRegion(region: string, { env, streamArn }: IStream): void {
  if (Token.isUnresolved(region) || Token.isUnresolved(env.region) || env.region === region) return;
  throw new Error(`source: a pipeline reads streams of its own region, ${region}: ${streamArn}`);
}

function refuse(line: string): never {
  throw new Error(`startAt: ${line}`);
}
