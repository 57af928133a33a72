import { ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { MINUTE } from './pipeline-metrics';
import { RUNBOOK } from './runbook';

export interface ApiAlarmProps {
  readonly api: HttpApi;
  /** What the API is for, as the alarm's name begins; unique in the account and region. */
  readonly name: string;
  /** Hears when the alarm begins and when it ends. */
  readonly topic: ITopic;
  /** @default docs/how-to/operate.md */
  readonly runbook?: string | undefined;
}

/** Rings when an HTTP API answers with errors of its own. */
export class ApiAlarm extends Construct {
  constructor(scope: Construct, id: string, { api, name, topic, runbook = RUNBOOK }: ApiAlarmProps) {
    super(scope, id);
    const alarm = api.metricServerError({ statistic: Stats.SUM, period: MINUTE }).createAlarm(this, 'Errors', {
      alarmName: `${name}-api-errors`,
      alarmDescription: `Requests end with a server error. \r\nRunbook: ${runbook}#api-errors`,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      datapointsToAlarm: 3,
      evaluationPeriods: 5,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    const action = new SnsAction(topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
}
