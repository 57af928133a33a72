import { type RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { type CorsPreflightOptions, HttpApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

export interface HttpEndpointProps {
  readonly description: string;
  /** Requests per second of all clients together, and how many may come at once. Above it API Gateway answers 429. */
  readonly throttle: { readonly rateLimit: number; readonly burstLimit: number };
  readonly corsPreflight?: CorsPreflightOptions | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** What is logged of a request: neither the client's address nor its user agent. */
const LOGGED = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  bytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  error: '$context.error.message',
};

/** An HTTP API with one stage that is throttled and logged. It has no routes yet. */
export class HttpEndpoint extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: HttpEndpointProps) {
    super(scope, id);
    const { description, throttle, corsPreflight, removalPolicy } = props;
    this.api = new HttpApi(this, 'Api', {
      description,
      createDefaultStage: false,
      ...(corsPreflight && { corsPreflight }),
    });
    const logGroup = new LogGroup(this, 'Requests', { retention: RetentionDays.ONE_MONTH, removalPolicy });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle,
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup),
        format: AccessLogFormat.custom(JSON.stringify(LOGGED)),
      },
    });
  }
}
