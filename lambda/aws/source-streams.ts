import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { SeveralStreams } from '../../engine/commit/several-streams';
import { shardIdOf } from '../../engine/definition/sources';
import type { SourceStream } from '../../engine/ports';
import { KinesisSource } from './kinesis-source';

/** What a pipeline reads: a stream's name or ARN, or those of its sources by their names. */
export type Streams = string | Readonly<Record<string, string>>;

/** Opens what a pipeline reads, as one stream. @param startAtMs as of KinesisSource. */
export function openStreams(client: KinesisClient, streams: Streams, startAtMs?: number): SourceStream {
  if (typeof streams === 'string') return new KinesisSource(client, streams, startAtMs);
  const opened = Object.entries(streams).map(([source, stream]) => {
    return [source, new KinesisSource(client, stream, startAtMs)] as const;
  });
  return new SeveralStreams(Object.fromEntries(opened));
}

/**
 * The pipeline's id of a shard that Lambda names with the ARN of its stream, or of the stream's consumer.
 *
 * @throws Error for a stream that is none of the pipeline's.
 */
export function shardIdIn(streams: Streams, eventSourceArn: string | undefined, shardId: string): string {
  if (typeof streams === 'string') return shardId;
  const name = nameIn(eventSourceArn ?? '');
  const source = Object.keys(streams).find(each => nameIn(streams[each]!) === name);
  if (source === undefined) throw new Error(`no source of the pipeline is the stream ${eventSourceArn}`);
  return shardIdOf(source, shardId);
}

/** The name of a stream, of which its ARN and that of a consumer are made. */
const nameIn = (nameOrArn: string): string => nameOrArn.split('/')[1] ?? nameOrArn;
