import { Endpoint, RealtimeLogConfig } from 'aws-cdk-lib/aws-cloudfront';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { WindowedPipeline } from '../windowed-pipeline';
import { orderProblem } from './cloudfront-fields';

export interface CloudFrontLogsProps {
  /** Its definition has the source `{ format: 'cloudfront', columns: [...] }`: the columns are the fields that are delivered. */
  readonly windowed: WindowedPipeline;
  /** Percent of requests that are delivered, 1-100. @default 100 */
  readonly samplingRate?: number | undefined;
}

/**
 * CloudFront's real-time logs onto a pipeline's source stream: who looks at what, without a tracker in the pages.
 *
 * @example
 * const { config } = new CloudFrontLogs(this, 'Logs', { windowed: cdn });
 * new Distribution(this, 'Site', { defaultBehavior: { origin, realtimeLogConfig: config } });
 */
export class CloudFrontLogs extends Construct {
  /** For each behavior of a distribution whose requests are to be seen. */
  readonly config: RealtimeLogConfig;

  /**
   * @throws Error where the definition does not read CloudFront's logs, its columns are not in CloudFront's order, or its
   *   source stream is not its own.
   */
  constructor(scope: Construct, id: string, { windowed, samplingRate = 100 }: CloudFrontLogsProps) {
    super(scope, id);
    const { name, source } = windowed.pipeline;
    if (source.format !== 'cloudfront')
      throw new Error(`${name}: source: expected { format: 'cloudfront', columns: [...] }, got ${source.format}`);
    const problem = orderProblem(source.columns);
    if (problem !== undefined) throw new Error(`${name}: source.columns: ${problem}`);
    windowed.reading.of(undefined).requireOwn(name);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('cloudfront.amazonaws.com') });
    this.config = new RealtimeLogConfig(this, 'Config', {
      fields: [...source.columns],
      samplingRate,
      endPoints: [Endpoint.fromKinesisStream(windowed.source, role)],
    });
  }
}
