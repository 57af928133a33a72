import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface AlarmTopicProps {
  /**
   * Gets each alarm by mail, once its owner has followed the link in the first mail.
   *
   * @default nobody: subscribe to the topic by yourself
   */
  readonly email?: string | undefined;
  /** Of the key. @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy | undefined;
}

/** Takes the alarms of this account's CloudWatch: encrypted, TLS only. */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { email, removalPolicy }: AlarmTopicProps = {}) {
    super(scope, id);
    // CloudWatch cannot use the key that AWS manages for SNS, since nobody can let it.
    const key = new Key(this, 'Key', {
      description: "Encrypts alarms on their way to the topic's subscribers",
      enableKeyRotation: true,
      ...(removalPolicy && { removalPolicy }),
    });
    this.topic = new Topic(this, 'Topic', { displayName: 'Tidemark alarms', masterKey: key, enforceSSL: true });
    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com');
    const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudWatch],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions,
      }),
    );
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudWatch],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions,
      }),
    );
    if (email !== undefined) this.topic.addSubscription(new EmailSubscription(email));
  }
}
