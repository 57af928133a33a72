import { Aws, CfnCondition, Fn, RemovalPolicy, Token } from 'aws-cdk-lib';
import { type CfnAlarm, Dashboard, type HorizontalAnnotation, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { AlarmFactory, type AlarmWithAnnotation, SnsAlarmActionStrategy } from 'cdk-monitoring-constructs';
import { Construct } from 'constructs';
import type { LakeDelivery } from '../lake-delivery';
import type { WindowedPipeline } from '../windowed-pipeline';
import { type AlarmRule, comparisonOf } from './alarm-rule';
import { alarmRules, type AlarmThresholds } from './alarm-rules';
import { AlarmTopic } from './alarm-topic';
import { AuditFunction } from './audit-function';
import { dashboardWidgets } from './dashboard-widgets';
import { PipelineMetrics } from './pipeline-metrics';
import { RUNBOOK } from './runbook';

export interface PipelineMonitoringProps {
  readonly windowed: WindowedPipeline;
  /** @default the delivery has neither alarms nor graphs */
  readonly delivery?: LakeDelivery | undefined;
  /**
   * Hears when an alarm begins and when it ends.
   *
   * @default a new topic without subscribers
   */
  readonly topic?: ITopic | undefined;
  /**
   * Name of the dashboard, with which the alarms' names begin; unique in the account and region.
   *
   * @default tidemark-<pipeline>
   */
  readonly name?: string | undefined;
  /**
   * Address of the page that says what to do about each alarm, with a chapter `#<alarm>`.
   *
   * @default docs/how-to/operate.md, the page within this package
   */
  readonly runbook?: string | undefined;
  readonly thresholds?: AlarmThresholds | undefined;
  /**
   * Whether the newest commits are held against the stream once an hour.
   *
   * @default true; without it `audit-mismatch` rings only for commits whose own counts do not add up
   */
  readonly audit?: boolean | undefined;
  /** Of the audit's log. @default RetentionDays.ONE_MONTH */
  readonly logRetention?: RetentionDays | undefined;
  /** Of the audit's log. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy | undefined;
}

/**
 * A pipeline's alarms, its dashboard and its hourly audit.
 *
 * @example
 * new PipelineMonitoring(this, 'Monitoring', { windowed: sensors, topic: onCall });
 */
export class PipelineMonitoring extends Construct {
  readonly dashboard: Dashboard;
  readonly topic: ITopic;
  /** Absent where there is no audit. */
  readonly audit: Function | undefined;

  constructor(scope: Construct, id: string, props: PipelineMonitoringProps) {
    super(scope, id);
    const { windowed, delivery, thresholds, runbook = RUNBOOK } = props;
    const name = props.name ?? `tidemark-${windowed.pipeline.name}`;
    this.topic = props.topic ?? new AlarmTopic(this, 'Alarms').topic;
    if (props.audit ?? true) this.audit = this.addAudit(props);
    const metrics = new PipelineMetrics({ windowed, delivery, audit: this.audit });
    const factory = new AlarmFactory(this, {
      localAlarmNamePrefix: name,
      globalMetricDefaults: { namespace: '' },
      globalAlarmDefaults: {
        alarmNamePrefix: name,
        actionsEnabled: true,
        action: new SnsAlarmActionStrategy({ onAlarmTopic: this.topic, onOkTopic: this.topic }),
      },
    });
    const lines = alarmRules(metrics, thresholds).map(
      rule =>
        [rule.name, this.addAlarm(factory, rule, `${runbook}#${rule.name}`, windowed.reading.streams[0]!)] as const,
    );
    this.dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: name,
      widgets: dashboardWidgets(metrics, new Map(lines)),
    });
  }

  private addAudit({
    windowed,
    logRetention,
    removalPolicy = RemovalPolicy.RETAIN,
  }: PipelineMonitoringProps): Function {
    return new AuditFunction(this, 'Audit', { windowed, logRetention, removalPolicy }).function;
  }

  /** The line that shows the alarm on a graph. */
  private addAlarm(factory: AlarmFactory, rule: AlarmRule, runbookLink: string, source: IStream): HorizontalAnnotation {
    const { alarm, annotation } = createAlarm(factory, rule, runbookLink);
    const { account } = source.env;
    if (rule.ofSourceAccount && !Token.isUnresolved(account))
      (alarm.node.defaultChild as CfnAlarm).cfnOptions.condition = new CfnCondition(this, 'SourceIsOfThisAccount', {
        expression: Fn.conditionEquals(Aws.ACCOUNT_ID, account),
      });
    return annotation;
  }
}

function createAlarm(factory: AlarmFactory, rule: AlarmRule, runbookLink: string): AlarmWithAnnotation {
  return factory.addAlarm(rule.metric, {
    alarmNameSuffix: rule.name,
    alarmDescription: rule.description,
    runbookLink,
    threshold: rule.threshold,
    comparisonOperator: comparisonOf(rule),
    datapointsToAlarm: rule.datapoints,
    evaluationPeriods: rule.of,
    treatMissingData: rule.missing ?? TreatMissingData.NOT_BREACHING,
  });
}
