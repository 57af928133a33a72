import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import { Collector, type CollectorProps } from '../web/collector';

export interface CollectorStackProps extends StackProps {
  readonly collector: CollectorProps;
}

/** Takes page views from browsers for one pipeline. */
export class CollectorStack extends Stack {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, { collector, ...props }: CollectorStackProps) {
    super(scope, id, props);
    Tags.of(this).add('tidemark:pipeline', collector.windowed.pipeline.name);
    this.api = new Collector(this, 'Collector', collector).api;
    new CfnOutput(this, 'Collect', { value: `${this.api.apiEndpoint}/collect` });
  }
}
