import { Dashboard, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { AlarmFactory, SnsAlarmActionStrategy } from 'cdk-monitoring-constructs';
import { Construct } from 'constructs';
import type { LakeDelivery } from '../lake-delivery';
import type { WindowedPipeline } from '../windowed-pipeline';
import { type AlarmRule, alarmRules, type AlarmThresholds, comparisonOf } from './alarm-rules';
import { AlarmTopic } from './alarm-topic';
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
}

/**
 * A pipeline's alarms and its dashboard.
 *
 * @example
 * new PipelineMonitoring(this, 'Monitoring', { windowed: sensors, topic: onCall });
 */
export class PipelineMonitoring extends Construct {
  readonly dashboard: Dashboard;
  readonly topic: ITopic;

  constructor(scope: Construct, id: string, props: PipelineMonitoringProps) {
    super(scope, id);
    const { windowed, delivery, thresholds, runbook = RUNBOOK } = props;
    const name = props.name ?? `tidemark-${windowed.pipeline.name}`;
    this.topic = props.topic ?? new AlarmTopic(this, 'Alarms').topic;
    const metrics = new PipelineMetrics({ windowed, delivery });
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
      rule => [rule.name, addAlarm(factory, rule, `${runbook}#${rule.name}`)] as const,
    );
    this.dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: name,
      widgets: dashboardWidgets(metrics, new Map(lines)),
    });
  }
}

/** The alarm, and the line that shows it on a graph. */
function addAlarm(factory: AlarmFactory, rule: AlarmRule, runbookLink: string) {
  return factory.addAlarm(rule.metric, {
    alarmNameSuffix: rule.name,
    alarmDescription: rule.description,
    runbookLink,
    threshold: rule.threshold,
    comparisonOperator: comparisonOf(rule),
    datapointsToAlarm: rule.datapoints,
    evaluationPeriods: rule.of,
    treatMissingData: rule.missing ?? TreatMissingData.NOT_BREACHING,
  }).annotation;
}
