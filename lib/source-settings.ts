import { Stream, StreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { didYouMean } from '../engine/text/nearest-name';
import type { ContextValues } from './context-values';
import type { Pipeline } from '../engine/definition/pipeline';
import { sourceId } from './source-id';
import { readStartAt } from './start-at';
import type { WindowedPipelineProps } from './windowed-pipeline';

/** A value for a pipeline by its name, or for one of its sources, as `shop.orders`; under `''` for the only pipeline. */
type PerPipeline = Readonly<Record<string, string>>;

/** What the app's context says about streams that exist. */
export interface SourceSettings {
  /**
   * `source`: ARN of the stream to read: `arn:...`, or `trades=arn:...,page-views=arn:...` where there are several pipelines, or
   * `shop.orders=arn:...` where the pipeline has sources.
   */
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
      const [, name = '', text = ''] = /^(?:([\w-]+(?:\.\w+)?)=)?(.*)$/s.exec(entry.trim())!;
      const value = read(text, problem);
      if (Object.hasOwn(values, name)) problem(name === '' ? 'given twice' : `given twice for ${name}`);
      else if (value !== undefined) values[name] = value;
    }
    return values;
  };
}

/** How a pipeline reads its source streams, as the settings say it. */
export interface SourceSetting {
  /** ARNs of streams that exist, by the names of their sources, under `''` of the only one; the pipeline makes the others. */
  readonly source: Readonly<Record<string, string>>;
  readonly sourceKey: Readonly<Record<string, string>>;
  readonly startAt?: string | undefined;
  readonly enhancedFanOut?: string | undefined;
}

/** What the settings say of one of the pipelines. */
export function sourceOf(settings: Partial<SourceSettings>, pipelines: readonly string[], name: string): SourceSetting {
  const of = (values: PerPipeline = {}): string | undefined =>
    values[name] ?? (pipelines.length === 1 ? values[''] : undefined);
  const bySource = (values: PerPipeline = {}): Readonly<Record<string, string>> => {
    const alone = of(values);
    const named = Object.entries(values).filter(([each]) => each.startsWith(`${name}.`));
    return {
      ...(alone !== undefined && { '': alone }),
      ...Object.fromEntries(named.map(([each, value]) => [each.slice(name.length + 1), value])),
    };
  };
  return {
    source: bySource(settings.source),
    sourceKey: bySource(settings.sourceKey),
    startAt: of(settings.startAt),
    enhancedFanOut: of(settings.enhancedFanOut),
  };
}

/** Whether any stream that a pipeline reads is its own. */
export function makesStreams(pipeline: Pick<Pipeline, 'sources'>, { source }: SourceSetting): boolean {
  return Object.keys(pipeline.sources ?? { '': pipeline }).some(name => source[name] === undefined);
}

/**
 * What is wrong with the settings for these pipelines, a line each.
 *
 * @param region where the app is deployed; undefined where that is not known.
 */
export function sourceProblems(
  settings: Partial<SourceSettings>,
  definitions: readonly Pick<Pipeline, 'name' | 'sources'>[],
  region: string | undefined,
): string[] {
  const pipelines = definitions.map(({ name }) => name);
  const { source, sourceKey, startAt, enhancedFanOut } = settings;
  const names = Object.entries({ source, sourceKey, startAt, enhancedFanOut }).flatMap(([setting, values = {}]) =>
    Object.keys(values).flatMap(name => {
      if (name === '')
        return pipelines.length > 1 ? [`context ${setting}: say of which pipeline, such as ${pipelines[0]!}=...`] : [];
      const [pipeline = '', source] = name.split('.');
      const definition = definitions.find(each => each.name === pipeline);
      if (!definition)
        return [`context ${setting}: no pipeline is called ${pipeline}${didYouMean(pipeline, pipelines)}`];
      if (source === undefined) return [];
      if (setting !== 'source' && setting !== 'sourceKey')
        return [`context ${setting}: it is one for all sources of ${pipeline}: write ${pipeline}=...`];
      const sources = Object.keys(definition.sources ?? {});
      if (sources.length === 0) return [`context ${setting}: ${pipeline} reads one stream: write ${pipeline}=...`];
      return sources.includes(source)
        ? []
        : [`context ${setting}: ${pipeline} has no source called ${source}${didYouMean(source, sources)}`];
    }),
  );
  if (names.length > 0) return names;
  return definitions.flatMap(({ name, sources }) => {
    const of = sourceOf(settings, pipelines, name);
    if (sources && of.source[''] !== undefined)
      return [`context source: ${name} has sources: say of which, such as ${name}.${Object.keys(sources)[0]}=...`];
    const keys = Object.keys(of.sourceKey).filter(source => of.source[source] === undefined);
    const starts = of.startAt !== undefined && Object.keys(of.source).length === 0;
    return [
      ...keys.map(source => ['sourceKey', source ? `${name}.${source}` : name] as const),
      ...(starts ? [['startAt', name] as const] : []),
    ]
      .map(([setting, what]) => `context ${setting}: ${what} reads a stream of its own; give source too`)
      .concat(
        Object.values(of.source)
          .filter(arn => region !== undefined && arn.split(':')[3] !== region)
          .map(arn => `context source: a pipeline reads streams of its own region, ${region}: ${arn}`),
      );
  });
}

/** What the pipeline's construct is given. @param scope takes what is imported. */
export function sourceProps(
  scope: Construct,
  { source, sourceKey, startAt, enhancedFanOut }: SourceSetting,
): Pick<WindowedPipelineProps, 'source' | 'startAt' | 'enhancedFanOut'> {
  const imported = Object.entries(source).map(([name, streamArn]) => {
    const key = sourceKey[name];
    const encryptionKey = key && Key.fromKeyArn(scope, sourceId('SourceKey', name || undefined), key);
    const id = sourceId('Source', name || undefined);
    return [
      name,
      Stream.fromStreamAttributes(scope, id, { streamArn, ...(encryptionKey && { encryptionKey }) }),
    ] as const;
  });
  const streams = Object.fromEntries(imported);
  return {
    source: streams[''] ?? (imported.length > 0 ? streams : undefined),
    startAt,
    enhancedFanOut:
      enhancedFanOut === undefined || enhancedFanOut === 'true'
        ? enhancedFanOut !== undefined
        : StreamConsumer.fromStreamConsumerArn(scope, 'SourceConsumer', enhancedFanOut),
  };
}
