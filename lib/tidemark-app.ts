import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { StreamMode } from 'aws-cdk-lib/aws-kinesis';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Pipeline } from '../engine/definition/pipeline';
import { resultColumns } from '../engine/results/lake-columns';
import { type AppSettings, SettingsError } from './app-settings';
import { loadDefinition, resolveDefinition } from './definition-file';
import { leaveOutForEmulators } from './emulator';
import { ROOT } from './project';
import { makesStreams, sourceOf, sourceProblems } from './source-settings';
import { AlarmsStack } from './stacks/alarms-stack';
import { DeliveryStack } from './stacks/delivery-stack';
import { FeedStack } from './stacks/feed-stack';
import { LakeStack } from './stacks/lake-stack';
import { MonitoringStack } from './stacks/monitoring-stack';
import { PipelineStack } from './stacks/pipeline-stack';
import { ProducerStack } from './stacks/producer-stack';
import { QuickSightStack } from './stacks/quicksight-stack';
import { addWebStacks } from './web/web-stacks';
import type { WindowedPipeline, WindowedPipelineProps } from './windowed-pipeline';

/** The local runner finds a pipeline's stack by it. */
const PREFIX = 'Tidemark';

/** What the stacks of all pipelines share. */
interface Shared {
  readonly settings: AppSettings;
  readonly store: LakeStack;
  /** Absent without monitoring. */
  readonly topic: ITopic | undefined;
  readonly removalPolicy: RemovalPolicy;
  /** Names of all pipelines. */
  readonly names: readonly string[];
}

interface Definition {
  readonly pipeline: Pipeline;
  /** Absolute path. */
  readonly definition: string;
}

/**
 * Adds all stacks: the lake, and for each pipeline its processing, delivery and monitoring, and a producer where synthetic
 * events come with it; and the query API with its page, the collector, and an analysis, where the settings ask for them.
 *
 * @param cwd where relative paths of definitions start.
 * @param region where the app is deployed, if that is known.
 * @throws DefinitionError, DefinitionFileError, SettingsError
 */
export function addStacks(app: Construct, settings: AppSettings, cwd: string, region?: string): void {
  const definitions = loadDefinitions(settings, cwd);
  const names = definitions.map(({ pipeline }) => pipeline.name);
  checkSources(settings, definitions, region);
  const removalPolicy = settings.disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
  const store = new LakeStack(app, `${PREFIX}-Lake`, {
    key: settings.key,
    removalPolicy,
    description: 'Tidemark: the lake of all pipelines',
  });
  const topic = settings.monitoring ? addTopic(app, settings, removalPolicy) : undefined;
  const shared: Shared = { settings, store, topic, removalPolicy, names };
  const pipelines = definitions.map(each => addPipeline(app, each, shared));
  addFeed(app, pipelines, shared);
  const problem = (text: string): Error => new SettingsError(text);
  addWebStacks(app, { prefix: PREFIX, pipelines, settings, topic, removalPolicy, problem });
  if (settings.emulator) leaveOutForEmulators(app);
}

function loadDefinitions({ pipelines }: AppSettings, cwd: string): Definition[] {
  const definitions = pipelines.map(nameOrPath => {
    const pipeline = loadDefinition(nameOrPath, cwd);
    // Refused now rather than by its table, when most has been built.
    resultColumns(pipeline);
    return { definition: resolveDefinition(nameOrPath, cwd), pipeline };
  });
  const names = definitions.map(({ pipeline }) => pipeline.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new SettingsError(`context pipelines: two definitions are named ${twice}`);
  return definitions;
}

/** @throws SettingsError with a line for each setting that does not go with the streams that pipelines read. */
function checkSources(settings: AppSettings, definitions: readonly Definition[], region: string | undefined): void {
  const names = definitions.map(({ pipeline }) => pipeline.name);
  const problems = sourceProblems(
    settings,
    definitions.map(({ pipeline }) => pipeline),
    region,
  );
  const reading = definitions.filter(
    ({ pipeline }) => !makesStreams(pipeline, sourceOf(settings, names, pipeline.name)),
  );
  const { shards, retentionDays, eventsPerSecond } = settings;
  if (reading.length === definitions.length)
    for (const [setting, value] of Object.entries({ shards, retentionDays, produce: eventsPerSecond }))
      if (value !== undefined) problems.push(`context ${setting}: no pipeline has a source stream of its own`);
  if (problems.length > 0) throw new SettingsError(problems.join('\n'));
}

function addTopic(app: Construct, { alarmEmail }: AppSettings, removalPolicy: RemovalPolicy): ITopic {
  const { topic } = new AlarmsStack(app, `${PREFIX}-Alarms`, {
    description: 'Tidemark: where alarms go',
    alarms: { email: alarmEmail, removalPolicy },
  });
  return topic;
}

function addPipeline(app: Construct, { definition, pipeline }: Definition, shared: Shared): WindowedPipeline {
  const { settings, store, topic, removalPolicy, names } = shared;
  const source = sourceOf(settings, names, pipeline.name);
  const isOwn = makesStreams(pipeline, source);
  const id = `${PREFIX}-${pipeline.name}`;
  const description = (what: string): string => `Tidemark ${pipeline.name}: ${what}`;
  const { windowed } = new PipelineStack(app, id, {
    description: description('event-time windows over a stream'),
    pipeline: {
      definition,
      pipeline,
      lake: store.lake,
      encryptionKey: store.key,
      ...streamSettings(settings, isOwn),
      removalPolicy,
    },
    source,
  });
  const { delivery } = new DeliveryStack(app, `${id}-Delivery`, {
    description: description('delivery to the lake'),
    delivery: { windowed, catalog: store.catalog, removalPolicy },
  });
  if (isOwn && hasGenerator(pipeline)) {
    new ProducerStack(app, `${id}-Producer`, {
      description: description('synthetic events'),
      windowed,
      definition,
      eventsPerSecond: settings.eventsPerSecond,
      removalPolicy,
    });
  }
  if (settings.quicksight !== undefined) {
    new QuickSightStack(app, `${id}-QuickSight`, {
      description: description('analysis of the results'),
      results: { windowed, delivery, owner: settings.quicksight },
    });
  }
  if (topic) {
    new MonitoringStack(app, `${id}-Monitoring`, {
      description: description('alarms, dashboard and audit'),
      monitoring: { windowed, delivery, topic, name: id, runbook: settings.runbook, removalPolicy },
    });
  }
  return windowed;
}

function addFeed(app: Construct, pipelines: readonly WindowedPipeline[], shared: Shared): void {
  const { settings, topic, removalPolicy } = shared;
  if (!settings.feed) return;
  const { name, pipeline } = settings.feed.feed;
  const windowed = pipelines.find(each => each.pipeline.name === pipeline);
  if (!windowed)
    throw new SettingsError(`context feed: ${name} is made for the pipeline ${pipeline}: add it to pipelines`);
  if (!windowed.reading.isOwn)
    throw new SettingsError(`context feed: it puts on a stream of the pipeline's own, and ${pipeline} reads another`);
  new FeedStack(app, `${PREFIX}-${pipeline}-Feed`, {
    description: `Tidemark ${pipeline}: live events of ${name}`,
    feed: { settings: settings.feed, windowed, removalPolicy },
    topic,
  });
}

function streamSettings(
  { shards, load, onDemand, retentionDays, stopped, tracing }: AppSettings,
  isOwn: boolean,
): Partial<WindowedPipelineProps> {
  return {
    shardCount: isOwn ? shards : undefined,
    load,
    streamMode: onDemand ? StreamMode.ON_DEMAND : StreamMode.PROVISIONED,
    ...(isOwn && retentionDays !== undefined && { retention: Duration.days(retentionDays) }),
    stopped,
    tracing,
  };
}

/** Whether synthetic events come with the pipeline. */
function hasGenerator({ name }: Pipeline): boolean {
  return existsSync(join(ROOT, 'pipelines', 'templates', `${name}.ts`));
}
