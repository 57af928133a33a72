import { Match } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { App, Validations } from 'aws-cdk-lib';
import { readSettings, SettingsError } from '../../../lib/app-settings';
import type { WebAccess } from '../../../lib/web/web-settings';
import { newApp, newTidemark, resourcesOf, type TemplateJson, templateOf, templatesOf } from '../support';

const PIPELINES = { pipelines: ['page-views', 'trades'] };
const WEB = 'Tidemark-Web';
const COLLECTOR = 'Tidemark-page-views-Collector';
const ORIGINS = ['https://example.com', 'https://www.example.com'];
const templates = new Map<string, Map<string, TemplateJson>>();

beforeAll(() => {
  for (const web of ['cognito', 'iam', 'open'] as const)
    templates.set(web, templatesOf(newTidemark({ ...PIPELINES, web, collect: ORIGINS })));
});

const of = (web: WebAccess): Map<string, TemplateJson> => templates.get(web)!;
const routes = (web: WebAccess, stack = WEB) =>
  resourcesOf(of(web), stack, 'AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties!);

test('nothing is reached over the web unless asked for', () => {
  const stacks = [...templatesOf(newTidemark(PIPELINES)).keys()];
  expect(stacks.filter(name => /Web|Collector/.test(name))).toEqual([]);
});

test.each([
  ['cognito', 'JWT'],
  ['iam', 'AWS_IAM'],
  ['open', 'NONE'],
] as const)('with access %s, every route of the query API asks for %s', (web, authorization) => {
  expect(routes(web).map(({ RouteKey, AuthorizationType }) => [RouteKey, AuthorizationType])).toEqual([
    ['GET /pipelines', authorization],
    ['GET /pipelines/{proxy+}', authorization],
    ['GET /openapi.json', authorization],
  ]);
});

test('an alarm tells of server errors of the query API and of the collector', () => {
  for (const stack of [WEB, COLLECTOR]) {
    const api = resourcesOf(of('iam'), stack, 'AWS::ApiGatewayV2::Api')[0]![0];
    templateOf(of('iam'), stack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `${stack}-api-errors`,
      MetricName: '5xx',
      Dimensions: [{ Name: 'ApiId', Value: { Ref: api } }],
      AlarmActions: [{ 'Fn::ImportValue': Match.stringLikeRegexp('^Tidemark-Alarms:') }],
      AlarmDescription: Match.stringLikeRegexp('operate\\.md#api-errors$'),
      TreatMissingData: 'notBreaching',
    });
  }
  const unwatched = templatesOf(newTidemark({ ...PIPELINES, web: 'iam', monitoring: false }));
  expect(resourcesOf(unwatched, WEB, 'AWS::CloudWatch::Alarm')).toEqual([]);
});

test('users sign in with a second factor, and none can add themselves', () => {
  templateOf(of('cognito'), WEB).hasResourceProperties('AWS::Cognito::UserPool', {
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    MfaConfiguration: 'ON',
    EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
  });
  templateOf(of('cognito'), WEB).hasResourceProperties('AWS::Cognito::UserPoolClient', {
    AllowedOAuthFlows: ['code'],
    GenerateSecret: false,
    CallbackURLs: [{ 'Fn::Join': ['', ['https://', Match.anyValue(), '/sign-in.html']] }],
  });
  for (const web of ['iam', 'open'] as const) expect(resourcesOf(of(web), WEB, 'AWS::Cognito::UserPool')).toEqual([]);
});

test('the page is read through CloudFront only, over TLS, with headers that forbid what it does not need', () => {
  const web = templateOf(of('cognito'), WEB);
  web.hasResourceProperties('AWS::S3::Bucket', {
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true },
  });
  web.resourceCountIs('AWS::CloudFront::OriginAccessControl', 1);
  web.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
    ResponseHeadersPolicyConfig: {
      SecurityHeadersConfig: {
        ContentSecurityPolicy: {
          ContentSecurityPolicy: {
            'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp("^default-src 'none'; script-src 'self'; .*")])],
          },
        },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000 },
      },
    },
  });
  const [[, distribution] = []] = resourcesOf(of('cognito'), WEB, 'AWS::CloudFront::Distribution');
  const { DistributionConfig: config } = distribution!.Properties as {
    DistributionConfig: {
      DefaultCacheBehavior: Record<string, unknown>;
      CacheBehaviors: ({ PathPattern: string } & Record<string, unknown>)[];
    };
  };
  expect(config.CacheBehaviors.map(({ PathPattern }) => PathPattern)).toEqual(['/pipelines*', '/openapi.json']);
  for (const behaviour of [config.DefaultCacheBehavior, ...config.CacheBehaviors]) {
    expect(behaviour).toMatchObject({
      ViewerProtocolPolicy: 'redirect-to-https',
      AllowedMethods: ['GET', 'HEAD'],
      FunctionAssociations: [{ EventType: 'viewer-request' }],
    });
  }
});

test('the query API may read the tables of the pipelines, and nothing else', () => {
  const actions = resourcesOf(of('cognito'), WEB, 'AWS::IAM::Policy').flatMap(([id, { Properties }]) =>
    id.startsWith('QueriesHandler')
      ? (Properties!['PolicyDocument'] as { Statement: { Action: string[] }[] }).Statement.flatMap(each => each.Action)
      : [],
  );
  expect(new Set(actions)).toEqual(
    new Set(['logs:CreateLogStream', 'logs:PutLogEvents', 'dynamodb:GetItem', 'dynamodb:Query']),
  );
});

test('both APIs are throttled, and their logs name no client', () => {
  for (const [stack, rate] of [
    [WEB, 50],
    [COLLECTOR, 100],
  ] as const) {
    templateOf(of('cognito'), stack).hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: { ThrottlingRateLimit: rate, ThrottlingBurstLimit: 2 * rate },
      AccessLogSettings: { Format: Match.not(Match.stringLikeRegexp('identity|sourceIp|userAgent')) },
    });
  }
});

test('the collector is open to the pages of its origins, and may put records and keep salts', () => {
  const collector = templateOf(of('cognito'), COLLECTOR);
  collector.hasResourceProperties('AWS::ApiGatewayV2::Api', {
    CorsConfiguration: { AllowOrigins: ORIGINS, AllowMethods: ['POST'], AllowHeaders: ['content-type'] },
  });
  expect(routes('cognito', COLLECTOR)).toMatchObject([{ RouteKey: 'POST /collect', AuthorizationType: 'NONE' }]);
  collector.hasResourceProperties('AWS::DynamoDB::Table', {
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    PointInTimeRecoverySpecification: Match.absent(),
  });
  collector.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ ORIGINS: ORIGINS.join(','), HONOUR_DO_NOT_TRACK: 'true' }) },
  });
});

test('the collector honours Do Not Track unless the context says otherwise', () => {
  const app = newTidemark({ pipelines: ['page-views'], collect: ORIGINS, doNotTrack: false });
  templateOf(templatesOf(app), COLLECTOR).hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ HONOUR_DO_NOT_TRACK: 'false' }) },
  });
  expect(read({}).doNotTrack).toBe(true);
  expect(read({ doNotTrack: 'false' }).doNotTrack).toBe(false);
});

test.each(['cognito', 'iam', 'open'] as const)('cdk-nag and the library find nothing open with access %s', web => {
  const app = newApp({ validated: true });
  newTidemark({ ...PIPELINES, disposable: true, web, collect: ORIGINS }, app);
  const checks = new AwsSolutionsChecks(app);
  const found: string[] = [];
  Validations.of(app).addPlugins({
    name: checks.name,
    validate(context) {
      const report = checks.validate(context);
      for (const { ruleName, violatingResources } of report.violations)
        found.push(...violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`));
      return { ...report, success: true, violations: [] };
    },
  });
  app.synth();
  expect(found).toEqual([]);
});

const read = (context: Record<string, unknown>) => readSettings(new App({ context }).node);

test('context says who may read and whose pages may send', () => {
  expect(read({}).web).toBeUndefined();
  expect(read({ web: 'false' }).web).toBeUndefined();
  expect(read({ web: 'true' }).web).toBe('cognito');
  expect(read({ web: 'iam' }).web).toBe('iam');
  expect(read({ collect: 'https://a.test, http://localhost:8080' }).collect).toEqual([
    'https://a.test',
    'http://localhost:8080',
  ]);
});

test.each([
  [{ web: 'yes' }, 'context web: expected true, false, cognito, iam or open: "yes"'],
  [{ collect: 'example.com' }, 'context collect: expected origins, such as https://example.com: "example.com"'],
  [{ collect: 'https://a.test/' }, 'context collect: expected origins, such as https://example.com: "https://a.test/"'],
  [{ doNotTrack: 'no' }, 'context doNotTrack: expected true or false: "no"'],
  [{ collect: '' }, 'context collect: expected origins, such as https://example.com: ""'],
])('context %j is refused', (context, message) => {
  expect(() => read(context)).toThrow(new SettingsError(message));
});

test('a collector without a pipeline for it is refused', () => {
  expect(() => newTidemark({ pipelines: ['trades'], collect: ORIGINS })).toThrow(
    new SettingsError('context collect: none of the pipelines takes page views'),
  );
});
