import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { PipelineMonitoring, type PipelineMonitoringProps } from '../monitoring/pipeline-monitoring';

export interface MonitoringStackProps extends StackProps {
  readonly monitoring: PipelineMonitoringProps;
}

/** A pipeline's alarms, its dashboard and its hourly audit. */
export class MonitoringStack extends Stack {
  constructor(scope: Construct, id: string, { monitoring, ...props }: MonitoringStackProps) {
    super(scope, id, props);
    // Dashboards took no tags for long, and not everything that checks templates knows that they do.
    Tags.of(this).add('tidemark:pipeline', monitoring.windowed.pipeline.name, {
      excludeResourceTypes: ['AWS::CloudWatch::Dashboard'],
    });
    const { audit } = new PipelineMonitoring(this, 'Monitoring', monitoring);
    if (audit) new CfnOutput(this, 'AuditFunction', { value: audit.functionName });
  }
}
