import { CfnOutput, type RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { HttpIamAuthorizer, HttpUserPoolAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import { PageDistribution } from '../web/page-distribution';
import { PageFiles } from '../web/page-files';
import { QueryApi } from '../web/query-api';
import { SignIn } from '../web/sign-in';
import type { WebAccess } from '../web/web-settings';
import type { WindowedPipeline } from '../windowed-pipeline';

export interface WebStackProps extends StackProps {
  readonly pipelines: readonly WindowedPipeline[];
  readonly access: WebAccess;
  readonly removalPolicy: RemovalPolicy;
}

/** The query API and the page over it. With access `iam` there is no page, since a browser cannot sign requests. */
export class WebStack extends Stack {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, { pipelines, access, removalPolicy, ...props }: WebStackProps) {
    super(scope, id, props);
    const queries = new QueryApi(this, 'Queries', { pipelines, removalPolicy });
    this.api = queries.api;
    new CfnOutput(this, 'QueryApi', { value: queries.api.apiEndpoint });
    if (access === 'iam') queries.addRoutes(new HttpIamAuthorizer());
    else this.addPage(queries, access, removalPolicy);
  }

  private addPage(queries: QueryApi, access: 'cognito' | 'open', removalPolicy: RemovalPolicy): void {
    const signIn = access === 'cognito' ? new SignIn(this, 'SignIn', { removalPolicy }) : undefined;
    const { bucket, distribution } = new PageDistribution(this, 'Page', {
      api: queries.api,
      signInAddress: signIn?.address,
      removalPolicy,
    });
    const origin = `https://${distribution.distributionDomainName}`;
    const client = signIn?.addClient(origin);
    queries.addRoutes(
      signIn && client && new HttpUserPoolAuthorizer('Users', signIn.userPool, { userPoolClients: [client] }),
    );
    const settings = signIn && client && { domain: signIn.address, clientId: client.userPoolClientId };
    new PageFiles(this, 'PageFiles', { bucket, distribution, settings, removalPolicy });
    new CfnOutput(this, 'PageAddress', { value: origin });
    if (signIn) new CfnOutput(this, 'UserPool', { value: signIn.userPool.userPoolId });
  }
}
