import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { AlarmTopic, type AlarmTopicProps } from '../monitoring/alarm-topic';

export interface AlarmsStackProps extends StackProps {
  readonly alarms: AlarmTopicProps;
}

/** Where the alarms of all pipelines go. */
export class AlarmsStack extends Stack {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { alarms, ...props }: AlarmsStackProps) {
    super(scope, id, props);
    this.topic = new AlarmTopic(this, 'Alarms', alarms).topic;
    new CfnOutput(this, 'AlarmTopic', { value: this.topic.topicArn });
  }
}
