import { type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import {
  Cluster,
  ContainerImage,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  type ICluster,
  LogDriver,
  OperatingSystemFamily,
  Secret as ContainerSecret,
} from 'aws-cdk-lib/aws-ecs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { grantPut, grantTable } from '../permissions';
import { ROOT } from '../project';
import { acknowledgeLibraryRole } from '../web/library-role';
import type { WindowedPipeline } from '../windowed-pipeline';
import { FeedNetwork } from './feed-network';
import type { FeedSettings } from './feed-settings';

export interface FeedServiceProps {
  readonly settings: FeedSettings;
  readonly windowed: WindowedPipeline;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * One task on Fargate that runs the command `feed`, restarted where it stopped: a quarter of a vCPU, half a GB. Two tasks at
 * once would put every event twice, so a new one starts only when the old one has ended.
 */
export class FeedService extends Construct {
  readonly position: Table;

  constructor(scope: Construct, id: string, { settings, windowed, removalPolicy }: FeedServiceProps) {
    super(scope, id);
    this.position = new Table(this, 'Position', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      removalPolicy,
    });
    Validations.of(this.position).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason: 'It holds where the feed is, which is written anew every ten seconds.',
    });
    const { vpc, securityGroup } = new FeedNetwork(this, 'Network', { removalPolicy });
    const cluster = new Cluster(this, 'Cluster', { vpc });
    Validations.of(cluster).acknowledge({
      id: 'AwsSolutions-ECS4',
      reason:
        'One task, whose log and whose stream say how it goes: metrics of the container would cost more than it does.',
    });
    new FargateService(this, 'Service', {
      cluster: cluster as ICluster,
      taskDefinition: this.taskDefinition(settings, windowed, removalPolicy),
      desiredCount: 1,
      minHealthyPercent: 0,
      maxHealthyPercent: 100,
      circuitBreaker: { enable: true, rollback: true },
      assignPublicIp: true,
      securityGroups: [securityGroup],
    });
  }

  private taskDefinition(
    settings: FeedSettings,
    windowed: WindowedPipeline,
    removalPolicy: RemovalPolicy,
  ): FargateTaskDefinition {
    const task = new FargateTaskDefinition(this, 'Task', {
      cpu: 256,
      memoryLimitMiB: 512,
      runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX },
    });
    task.addContainer('Feed', {
      image: ContainerImage.fromAsset(ROOT, { platform: Platform.LINUX_ARM64 }),
      command: commandOf(settings, windowed, this.position.tableName),
      environment: { AWS_REGION: Stack.of(this).region },
      secrets: this.secretsOf(settings),
      logging: LogDriver.awsLogs({
        streamPrefix: settings.feed.name,
        logGroup: new LogGroup(this, 'Log', { retention: RetentionDays.ONE_MONTH, removalPolicy }),
      }),
    });
    grantPut(windowed.source, task.taskRole, 'kinesis:ListShards');
    grantTable(this.position, task.taskRole, ['dynamodb:GetItem', 'dynamodb:PutItem']);
    Validations.of(task).acknowledge({ id: 'AwsSolutions-ECS2', reason: 'The region alone: keys come as secrets.' });
    acknowledgeLibraryRole(task.obtainExecutionRole(), 'A token of ECR is for no resource.');
    return task;
  }

  private secretsOf({ feed, secretName }: FeedSettings): Record<string, ContainerSecret> {
    if (secretName === undefined) return {};
    const secret = Secret.fromSecretNameV2(this, 'Keys', secretName);
    return Object.fromEntries(feed.keys.map(key => [key, ContainerSecret.fromSecretsManager(secret, key)]));
  }
}

function commandOf(settings: FeedSettings, { pipeline, source }: WindowedPipeline, table: string): string[] {
  const { feed, symbols, mode, contact } = settings;
  return [
    'feed',
    feed.name,
    '--pipeline',
    pipeline.name,
    '--stream',
    source.streamName,
    '--position-table',
    table,
    '--report',
    '1 minute',
    ...(symbols.length > 0 ? ['--symbols', symbols.join(',')] : []),
    ...(mode === undefined ? [] : ['--mode', mode]),
    ...(contact === undefined ? [] : ['--contact', contact]),
  ];
}
