import type { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { takesPageViews } from '../../collector/accepts';
import { ApiAlarm } from '../monitoring/api-alarm';
import { CollectorStack } from '../stacks/collector-stack';
import { WebStack } from '../stacks/web-stack';
import type { WindowedPipeline } from '../windowed-pipeline';
import type { WebSettings } from './web-settings';

export interface WebStacksProps {
  /** Of the stacks' names. */
  readonly prefix: string;
  readonly pipelines: readonly WindowedPipeline[];
  readonly settings: Partial<WebSettings> & { readonly runbook?: string | undefined };
  /** Hears of alarms; absent: there are none. */
  readonly topic?: ITopic | undefined;
  readonly removalPolicy: RemovalPolicy;
  /** A mistake in the settings, one line. */
  readonly problem: (text: string) => Error;
}

/** Adds what is reached over the web, where the settings ask for it. */
export function addWebStacks(app: Construct, props: WebStacksProps): void {
  const { prefix, pipelines, settings, topic, removalPolicy, problem } = props;
  const watch = (stack: Stack, api: HttpApi): void => {
    if (topic) new ApiAlarm(stack, 'Alarm', { api, topic, name: stack.stackName, runbook: settings.runbook });
  };
  if (settings.web) {
    const stack = new WebStack(app, `${prefix}-Web`, {
      description: 'Tidemark: query API and page',
      pipelines,
      access: settings.web,
      removalPolicy,
    });
    watch(stack, stack.api);
  }
  const origins = settings.collect ?? [];
  if (origins.length === 0) return;
  const windowed = pipelines.find(({ pipeline }) => takesPageViews(pipeline));
  if (!windowed) throw problem('context collect: none of the pipelines takes page views');
  const { name } = windowed.pipeline;
  if (windowed.pipeline.sources)
    throw problem(`context collect: ${name} has several sources; views are put on a pipeline that reads one stream`);
  if (!windowed.reading.isOwn) throw problem(`context collect: the stream that ${name} reads is not its own to put on`);
  const stack = new CollectorStack(app, `${prefix}-${name}-Collector`, {
    description: `Tidemark ${name}: takes page views from browsers`,
    collector: { windowed, origins, honourDoNotTrack: settings.doNotTrack, removalPolicy },
  });
  watch(stack, stack.api);
}
