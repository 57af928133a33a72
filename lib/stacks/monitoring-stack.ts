import { Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { PipelineMonitoring, type PipelineMonitoringProps } from '../monitoring/pipeline-monitoring';

export interface MonitoringStackProps extends StackProps {
  readonly monitoring: PipelineMonitoringProps;
}

/** A pipeline's alarms and its dashboard. */
export class MonitoringStack extends Stack {
  constructor(scope: Construct, id: string, { monitoring, ...props }: MonitoringStackProps) {
    super(scope, id, props);
    // Dashboards took no tags for long, and not everything that checks templates knows that they do.
    Tags.of(this).add('tidemark:pipeline', monitoring.windowed.pipeline.name, {
      excludeResourceTypes: ['AWS::CloudWatch::Dashboard'],
    });
    new PipelineMonitoring(this, 'Monitoring', monitoring);
  }
}
