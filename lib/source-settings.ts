import { Stream, StreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { didYouMean } from '../engine/text/nearest-name';
import type { ContextValues } from './context-values';
import { readStartAt } from './start-at';
import type { WindowedPipelineProps } from './windowed-pipeline';

/** A value for a pipeline by its name; under `''` for the only one. */
type PerPipeline = Readonly<Record<string, string>>;

/** What the app's context says about streams that exist. */
export interface SourceSettings {
  /** `source`: ARN of the stream to read: `arn:...`, or `trades=arn:...,page-views=arn:...` where there are several pipelines. */
  readonly source: PerPipeline | undefined;
  /** `sourceKey`: ARN of the KMS key that the stream is encrypted with. @default a key that AWS manages */
  readonly sourceKey: PerPipeline | undefined;
  /** `startAt`: records that arrived before are passed over. @default all that the stream keeps are read */
  readonly startAt: PerPipeline | undefined;
  /** `enhancedFanOut`: `true`, or the ARN of a consumer. @default the shards are polled */
  readonly enhancedFanOut: PerPipeline | undefined;
}

const STREAM = /^arn:[\w-]+:kinesis:[\w-]+:\d{12}:stream\/[\w.-]{1,128}$/;
const KEY = /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/;
const CONSUMER = /^(true|arn:[\w-]+:kinesis:[\w-]+:\d{12}:stream\/[\w.-]+\/consumer\/[\w.-]+:\d+)$/;

type Problem = (text: string) => undefined;

export function readSources(context: ContextValues): SourceSettings {
  const matching =
    (form: RegExp, expected: string) =>
    (text: string, problem: Problem): string | undefined =>
      form.test(text) ? text : problem(`expected ${expected}: ${JSON.stringify(text)}`);
  return {
    source: context.other('source', perPipeline(matching(STREAM, 'the ARN of a Kinesis stream'))),
    sourceKey: context.other('sourceKey', perPipeline(matching(KEY, "a KMS key's ARN"))),
    startAt: context.other('startAt', perPipeline(readStartAt)),
    enhancedFanOut: context.other('enhancedFanOut', perPipeline(matching(CONSUMER, "true or a stream consumer's ARN"))),
  };
}

/** `value`, or `name=value,other=value`. */
function perPipeline(read: (text: string, problem: Problem) => string | undefined) {
  return (given: unknown, problem: Problem): PerPipeline | undefined => {
    if (given === undefined) return undefined;
    const values: Record<string, string> = {};
    for (const entry of String(given).split(',')) {
      const [, name = '', text = ''] = /^(?:([\w-]+)=)?(.*)$/s.exec(entry.trim())!;
      const value = read(text, problem);
      if (Object.hasOwn(values, name)) problem(name === '' ? 'given twice' : `given twice for ${name}`);
      else if (value !== undefined) values[name] = value;
    }
    return values;
  };
}

/** How a pipeline reads its source stream, as the settings say it. */
export interface SourceSetting {
  /** ARN of a stream that exists; absent: the pipeline makes one. */
  readonly source?: string | undefined;
  readonly sourceKey?: string | undefined;
  readonly startAt?: string | undefined;
  readonly enhancedFanOut?: string | undefined;
}

/** What the settings say of one of the pipelines. */
export function sourceOf(settings: Partial<SourceSettings>, pipelines: readonly string[], name: string): SourceSetting {
  const of = (values: PerPipeline = {}): string | undefined =>
    values[name] ?? (pipelines.length === 1 ? values[''] : undefined);
  return {
    source: of(settings.source),
    sourceKey: of(settings.sourceKey),
    startAt: of(settings.startAt),
    enhancedFanOut: of(settings.enhancedFanOut),
  };
}

/**
 * What is wrong with the settings for these pipelines, a line each.
 *
 * @param region where the app is deployed; undefined where that is not known.
 */
export function sourceProblems(
  settings: Partial<SourceSettings>,
  pipelines: readonly string[],
  region: string | undefined,
): string[] {
  const { source, sourceKey, startAt, enhancedFanOut } = settings;
  const names = Object.entries({ source, sourceKey, startAt, enhancedFanOut }).flatMap(([setting, values = {}]) =>
    Object.keys(values).flatMap(name => {
      if (name === '')
        return pipelines.length > 1 ? [`context ${setting}: say of which pipeline, such as ${pipelines[0]!}=...`] : [];
      return pipelines.includes(name)
        ? []
        : [`context ${setting}: no pipeline is called ${name}${didYouMean(name, pipelines)}`];
    }),
  );
  if (names.length > 0) return names;
  return pipelines.flatMap(name => {
    const of = sourceOf(settings, pipelines, name);
    if (of.source === undefined)
      return (['sourceKey', 'startAt'] as const).flatMap(setting =>
        of[setting] === undefined ? [] : [`context ${setting}: ${name} reads a stream of its own; give source too`],
      );
    return region === undefined || of.source.split(':')[3] === region
      ? []
      : [`context source: a pipeline reads streams of its own region, ${region}: ${of.source}`];
  });
}

/** What the pipeline's construct is given. @param scope takes what is imported. */
export function sourceProps(
  scope: Construct,
  { source: streamArn, sourceKey, startAt, enhancedFanOut }: SourceSetting,
): Pick<WindowedPipelineProps, 'source' | 'startAt' | 'enhancedFanOut'> {
  const encryptionKey = sourceKey === undefined ? undefined : Key.fromKeyArn(scope, 'SourceKey', sourceKey);
  return {
    source:
      streamArn === undefined
        ? undefined
        : Stream.fromStreamAttributes(scope, 'Source', { streamArn, ...(encryptionKey && { encryptionKey }) }),
    startAt,
    enhancedFanOut:
      enhancedFanOut === undefined || enhancedFanOut === 'true'
        ? enhancedFanOut !== undefined
        : StreamConsumer.fromStreamConsumerArn(scope, 'SourceConsumer', enhancedFanOut),
  };
}
