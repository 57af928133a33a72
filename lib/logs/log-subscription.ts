import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, type IFilterPattern, type ILogGroup, SubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { HandlerFunction } from '../handler-function';
import { StreamDelivery } from '../stream-delivery';
import type { WindowedPipeline } from '../windowed-pipeline';

export interface LogSubscriptionProps {
  /** Its definition has the source `{ format: 'cloudwatch-logs' }`. */
  readonly windowed: WindowedPipeline;
  /** Of this account and region. */
  readonly logGroups: readonly ILogGroup[];
  /** Which log events are sent. @default all of them */
  readonly filter?: IFilterPattern | undefined;
}

/**
 * Log groups of CloudWatch Logs onto a pipeline's source stream: rates and durations of what functions log, without an agent.
 *
 * @example
 * new LogSubscription(this, 'Logs', { windowed: requests, logGroups: [checkout.logGroup] });
 */
export class LogSubscription extends Construct {
  readonly filters: readonly SubscriptionFilter[];

  /**
   * @throws Error where the definition reads another format, a log group is of Tidemark itself, or the source
   *   stream is not the pipeline's own.
   */
  constructor(scope: Construct, id: string, { windowed, logGroups, filter }: LogSubscriptionProps) {
    super(scope, id);
    const { pipeline, source } = windowed;
    if (pipeline.source.format !== 'cloudwatch-logs')
      throw new Error(
        `${pipeline.name}: source: expected { format: 'cloudwatch-logs' }, got ${pipeline.source.format}`,
      );
    for (const logGroup of logGroups) refuseLoop(windowed, logGroup);
    const { region, account, partition } = Stack.of(this);
    // Of this account's log groups only (CloudWatch Logs, subscription filters with Kinesis Data Streams).
    const conditions = { StringLike: { 'aws:SourceArn': `arn:${partition}:logs:${region}:${account}:*` } };
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('logs.amazonaws.com', { conditions }) });
    const granted = windowed.grantPutEvents(role);
    this.filters = logGroups.map((logGroup, i) => {
      const subscription = new SubscriptionFilter(this, `Filter${i}`, {
        logGroup,
        filterPattern: filter ?? FilterPattern.allEvents(),
        destination: { bind: () => ({ arn: source.streamArn, role }) },
      });
      // CloudWatch tests the stream with a message of its own as soon as the filter is made.
      granted.applyBefore(subscription);
      return subscription;
    });
  }
}

/** What a function logs of the events that it folds would come back as events. */
function refuseLoop({ pipeline, aggregate, finalize }: WindowedPipeline, logGroup: ILogGroup): void {
  const stack = Stack.of(logGroup);
  const nameOf = (group: ILogGroup): string => JSON.stringify(stack.resolve(group.logGroupName));
  const isOurs = logGroup.node.scopes.some(each => each instanceof HandlerFunction || each instanceof StreamDelivery);
  const isImported = [aggregate, finalize].some(fn => nameOf(fn.logGroup as ILogGroup) === nameOf(logGroup));
  if (isOurs || isImported)
    throw new Error(
      `${pipeline.name}: logGroups: ${logGroup.node.path} is of Tidemark itself, whose logs would come back as events for ever`,
    );
}
