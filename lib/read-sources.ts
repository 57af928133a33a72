import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { Construct } from 'constructs';
import type { Pipeline } from '../engine/definition/pipeline';
import { viewsOf } from '../engine/definition/sources';
import { didYouMean } from '../engine/text/nearest-name';
import type { PipelineStreamsProps } from './pipeline-streams';
import { sourceId } from './source-id';
import { SourceReading, type SourceReadingProps } from './source-reading';
import { SourceReadings } from './source-readings';

/** Streams by the names of their sources; under `undefined` the only one of a pipeline over one stream. */
type Streams = ReadonlyMap<string | undefined, IStream>;

/**
 * The streams that exist.
 *
 * @throws Error where they are not those of the definition.
 */
export function givenStreams(
  given: IStream | Readonly<Record<string, IStream>> | undefined,
  { name, sources }: Pipeline,
): Streams {
  if (given === undefined) return new Map();
  const isOne = 'streamArn' in given;
  if (!sources) {
    if (isOne) return new Map([[undefined, given as IStream]]);
    throw new Error(`source: ${name} reads one stream: give it alone`);
  }
  const names = Object.keys(sources);
  if (isOne)
    throw new Error(`source: ${name} has sources: give streams by their names, such as { ${names[0]}: stream }`);
  for (const source of Object.keys(given))
    if (!names.includes(source))
      throw new Error(`source: ${name} has no source called ${source}${didYouMean(source, names)}`);
  return new Map(Object.entries(given));
}

/** A stream that exists is as its owner made it. @throws Error for what only a stream of the pipeline's own has. */
export function refuseOfOwn({ shardCount, retention }: Pick<PipelineStreamsProps, 'shardCount' | 'retention'>): void {
  const given = Object.entries({ shardCount, retention }).find(([, value]) => value !== undefined)?.[0];
  if (given !== undefined) throw new Error(`${given}: the source stream is not the pipeline's own, which alone has it`);
}

interface Reading extends Pick<SourceReadingProps, 'startAt' | 'enhancedFanOut'> {
  readonly pipeline: Pipeline;
  readonly given: Streams;
  /** Of the sources that are not given. */
  readonly made: Streams;
  /** Name of the pipeline's own stream, or what those of its sources begin with. */
  readonly streamName: string;
}

/** How each source of a pipeline is read. @throws as SourceReading */
export function readSources(
  scope: Construct,
  { pipeline, given, made, streamName, startAt, enhancedFanOut }: Reading,
): SourceReadings {
  const names = viewsOf(pipeline).map(([source]) => source);
  if (names.length > 1 && typeof enhancedFanOut === 'object')
    throw new Error(
      `enhancedFanOut: a consumer reads one stream, and ${pipeline.name} reads ${names.length}; true makes one for each`,
    );
  const read = (source: string | undefined): SourceReading =>
    new SourceReading(scope, sourceId('Reading', source), {
      stream: given.get(source) ?? made.get(source)!,
      isOwn: !given.has(source),
      service: source === undefined ? streamName : `${streamName}_${source}`,
      startAt,
      enhancedFanOut,
    });
  return new SourceReadings(pipeline.name, new Map(names.map(name => [name, read(name)])), streamName);
}
