import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { CorsHttpMethod, type HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { HandlerFunction, type HandlerOverrides } from '../handler-function';
import { grantPut } from '../permissions';
import type { WindowedPipeline } from '../windowed-pipeline';
import { HttpEndpoint } from './http-endpoint';

export interface CollectorProps {
  /** The pipeline that takes the page views. */
  readonly windowed: WindowedPipeline;
  /** Those whose pages may send views, such as `https://example.com`. */
  readonly origins: readonly string[];
  /** Whether views of clients that ask not to be tracked are dropped. @default true */
  readonly honourDoNotTrack?: boolean | undefined;
  /**
   * Requests per second of all clients together, and how many may come at once.
   *
   * @default 100 and 200
   */
  readonly throttle?: { readonly rateLimit: number; readonly burstLimit: number } | undefined;
  /** @default 256 MB and 10 seconds */
  readonly overrides?: HandlerOverrides | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** `POST /collect`, open to all clients: page views, checked, onto the source stream. */
export class Collector extends Construct {
  readonly api: HttpApi;
  readonly function: Function;

  constructor(scope: Construct, id: string, props: CollectorProps) {
    super(scope, id);
    const { windowed, origins, honourDoNotTrack = true, throttle, overrides, removalPolicy } = props;
    const salts = this.saltsTable();
    this.function = new HandlerFunction(this, 'Handler', {
      handler: 'collect',
      description: `${windowed.pipeline.name}: takes page views`,
      memorySize: overrides?.memorySize ?? 256,
      timeout: overrides?.timeout ?? Duration.seconds(10),
      reservedConcurrency: overrides?.reservedConcurrency,
      environment: {
        TARGET_STREAM: windowed.source.streamName,
        SALTS_TABLE: salts.tableName,
        ORIGINS: origins.join(','),
        HONOUR_DO_NOT_TRACK: String(honourDoNotTrack),
      },
      removalPolicy,
    }).function;
    grantPut(windowed.source, this.function);
    salts.grant(this.function, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:BatchWriteItem');
    this.api = this.endpoint(origins, throttle ?? { rateLimit: 100, burstLimit: 200 }, removalPolicy);
  }

  /** Two salts at most, which are worth nothing later: they go with the stack, and are in no backup. */
  private saltsTable(): Table {
    const table = new Table(this, 'Salts', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expiresAt',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(table).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason: "A backup would keep the salts of days gone by, and with them the way from a visitor's id to an address.",
    });
    return table;
  }

  private endpoint(
    origins: readonly string[],
    throttle: { readonly rateLimit: number; readonly burstLimit: number },
    removalPolicy: RemovalPolicy,
  ): HttpApi {
    const { api } = new HttpEndpoint(this, 'Endpoint', {
      description: 'Tidemark: page views',
      throttle,
      corsPreflight: {
        allowOrigins: [...origins],
        allowMethods: [CorsHttpMethod.POST],
        allowHeaders: ['content-type'],
        maxAge: Duration.days(1),
      },
      removalPolicy,
    });
    const integration = new HttpLambdaIntegration('Collect', this.function);
    for (const route of api.addRoutes({ path: '/collect', methods: [HttpMethod.POST], integration })) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: 'Visitors of a web site have no credentials; requests are throttled, checked and of allowed origins.',
      });
    }
    return api;
  }
}
