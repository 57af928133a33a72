import {
  ComparisonOperator,
  type MathExpression,
  type Metric,
  type TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';

export interface AlarmRule {
  /** Ends the alarm's name, and is the anchor of its chapter in the runbook. */
  readonly name: string;
  readonly description: string;
  readonly metric: Metric | MathExpression;
  /** It rings at or above it; the heartbeat, below it. */
  readonly threshold: number;
  readonly isMinimum?: true;
  /** Breaching data points out of evaluated ones. */
  readonly datapoints: number;
  readonly of: number;
  /** What no data says. @default NOT_BREACHING: an idle pipeline emits nothing, and nothing is wrong with it */
  readonly missing?: TreatMissingData;
  /** Its metric is of the account that has the source stream, and nothing is seen of it from another one. */
  readonly ofSourceAccount?: true;
}

export function comparisonOf({ isMinimum }: AlarmRule): ComparisonOperator {
  return isMinimum ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD;
}
