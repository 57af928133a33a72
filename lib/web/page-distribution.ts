import { Duration, Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { VIEWER_REQUEST } from './viewer-request';

export interface PageDistributionProps {
  readonly api: HttpApi;
  /** Where users sign in, such as `https://...amazoncognito.com`; absent: nobody needs to. */
  readonly signInAddress: string | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** The page's files and the API behind one address: CloudFront over a private bucket and the HTTP API. */
export class PageDistribution extends Construct {
  readonly distribution: Distribution;
  readonly bucket: IBucket;

  constructor(scope: Construct, id: string, { api, signInAddress, removalPolicy }: PageDistributionProps) {
    super(scope, id);
    this.bucket = this.filesBucket(removalPolicy);
    const common = {
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      responseHeadersPolicy: this.securityHeaders(signInAddress),
      ...(signInAddress !== undefined && { functionAssociations: [this.sessions()] }),
    } satisfies Partial<BehaviorOptions>;
    const toApi: BehaviorOptions = {
      ...common,
      origin: new HttpOrigin(Fn.select(2, Fn.split('/', api.apiEndpoint))),
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    };
    this.distribution = new Distribution(this, 'Distribution', {
      comment: 'Tidemark: page and query API',
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        ...common,
        origin: S3BucketOrigin.withOriginAccessControl(this.bucket),
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      },
      additionalBehaviors: { '/pipelines*': toApi, '/openapi.json': toApi },
    });
    this.acknowledge();
  }

  private filesBucket(removalPolicy: RemovalPolicy): IBucket {
    const bucket = new Bucket(this, 'Files', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy,
      autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: "It holds the page's files, which are the same for everyone, and only CloudFront reads it.",
    });
    return bucket as IBucket;
  }

  private sessions() {
    const code = FunctionCode.fromInline(VIEWER_REQUEST);
    return {
      eventType: FunctionEventType.VIEWER_REQUEST,
      function: new Function(this, 'Sessions', { code, runtime: FunctionRuntime.JS_2_0 }),
    };
  }

  private securityHeaders(signInAddress: string | undefined): ResponseHeadersPolicy {
    const connect = ["'self'", ...(signInAddress === undefined ? [] : [signInAddress])].join(' ');
    return new ResponseHeadersPolicy(this, 'Headers', {
      // CloudFront's names are those of the whole account, whatever the region.
      responseHeadersPolicyName: `${Stack.of(this).stackName}-${Stack.of(this).region}-headers`,
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src ${connect}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: true, override: true },
      },
    });
  }

  private acknowledge(): void {
    Validations.of(this.distribution).acknowledge(
      { id: 'AwsSolutions-CFR1', reason: 'Whoever may sign in may do so from anywhere.' },
      {
        id: 'AwsSolutions-CFR2',
        reason: 'A firewall costs $6 a month before the first request; the API is throttled and needs a token.',
      },
      {
        id: 'AwsSolutions-CFR3',
        reason: 'API Gateway logs the requests for data; the rest are files that are the same for everyone.',
      },
      {
        id: 'AwsSolutions-CFR4',
        reason: "It stands under CloudFront's own name and certificate, whose protocol is not ours to choose.",
      },
    );
  }
}
