import { Duration, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { FeedService, type FeedServiceProps } from '../feed/feed-service';

export interface FeedStackProps extends StackProps {
  readonly feed: FeedServiceProps;
  /** Hears when nothing comes, and when it comes again; undefined: no alarm. */
  readonly topic: ITopic | undefined;
}

/** A live source for a pipeline's stream. */
export class FeedStack extends Stack {
  constructor(scope: Construct, id: string, { feed, topic, ...props }: FeedStackProps) {
    super(scope, id, props);
    const { windowed, settings } = feed;
    Tags.of(this).add('tidemark:pipeline', windowed.pipeline.name);
    new FeedService(this, 'Feed', feed);
    if (!topic) return;
    const minutes = settings.silenceMinutes;
    const alarm = windowed.source
      .metricIncomingRecords({ statistic: Stats.SUM, period: Duration.minutes(1) })
      .createAlarm(this, 'Silence', {
        alarmName: `${id}-silence`,
        alarmDescription: `Nothing came for ${minutes} minutes: see the feed's log. Markets close; -c feedSilence is for that.`,
        threshold: 1,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        datapointsToAlarm: minutes,
        evaluationPeriods: minutes,
        treatMissingData: TreatMissingData.BREACHING,
      });
    const action = new SnsAction(topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
}
