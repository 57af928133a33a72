import { Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { dashboardWidgets, type DashboardSources } from '../dashboard-widgets';

export interface DashboardStackProps extends StackProps {
  readonly sources: DashboardSources;
}

/** A pipeline's dashboard, from metrics that AWS emits by itself. */
export class DashboardStack extends Stack {
  constructor(scope: Construct, id: string, { sources, ...props }: DashboardStackProps) {
    super(scope, id, props);
    Tags.of(this).add('tidemark:pipeline', sources.windowed.pipeline.name);
    new Dashboard(this, 'Dashboard', { dashboardName: id, widgets: dashboardWidgets(sources) });
  }
}
