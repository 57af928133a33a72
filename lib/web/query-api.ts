import { Duration, type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { type HttpApi, HttpMethod, type IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { catalogued } from '../../api/catalogue';
import { HandlerFunction } from '../handler-function';
import { grantTable } from '../permissions';
import type { WindowedPipeline } from '../windowed-pipeline';
import { HttpEndpoint } from './http-endpoint';

export interface QueryApiProps {
  readonly pipelines: readonly WindowedPipeline[];
  readonly removalPolicy: RemovalPolicy;
}

/** Of all clients together: a page asks about twice a second. */
const THROTTLE = { rateLimit: 50, burstLimit: 100 };
const PATHS = ['/pipelines', '/pipelines/{proxy+}', '/openapi.json'];

/** The query API over the results and state tables of pipelines, which it may only read. */
export class QueryApi extends Construct {
  readonly api: HttpApi;
  readonly function: Function;

  constructor(scope: Construct, id: string, { pipelines, removalPolicy }: QueryApiProps) {
    super(scope, id);
    const tables = pipelines.map(({ pipeline, results, state }) => [
      pipeline.name,
      { results: results.tableName, state: state.tableName },
    ]);
    this.function = new HandlerFunction(this, 'Handler', {
      handler: 'api',
      data: pipelines.map(({ pipeline, dashboard }) => catalogued({ ...pipeline, ...(dashboard && { dashboard }) })),
      description: 'Answers the query API',
      memorySize: 512,
      timeout: Duration.seconds(20),
      environment: { TABLES: Stack.of(this).toJsonString(Object.fromEntries(tables)) },
      removalPolicy,
    }).function;
    for (const { results, state } of pipelines)
      for (const table of [results, state]) grantTable(table, this.function, ['dynamodb:GetItem', 'dynamodb:Query']);
    this.api = new HttpEndpoint(this, 'Endpoint', {
      description: 'Tidemark: query API',
      throttle: THROTTLE,
      removalPolicy,
    }).api;
  }

  /** @param authorizer who may ask; `undefined`: anyone. */
  addRoutes(authorizer: IHttpRouteAuthorizer | undefined): void {
    const integration = new HttpLambdaIntegration('Query', this.function);
    for (const path of PATHS)
      for (const route of this.api.addRoutes({
        path,
        methods: [HttpMethod.GET],
        integration,
        ...(authorizer && { authorizer }),
      }))
        if (!authorizer)
          Validations.of(route).acknowledge({
            id: 'AwsSolutions-APIG4',
            reason: 'The app was told to open the results to anyone (context web=open).',
          });
  }
}
