import { Match } from 'aws-cdk-lib/assertions';
import { newTidemark, resourcesOf, templateOf, type TemplateJson, templatesOf } from './support';

let templates: Map<string, TemplateJson>;

beforeAll(() => {
  templates = templatesOf(newTidemark({ pipelines: ['page-views', 'trades'] }));
});

test('each pipeline has four stacks, beside the lake', () => {
  const ofPipeline = (name: string) =>
    ['', '-Dashboard', '-Delivery', '-Producer'].map(suffix => `Tidemark-${name}${suffix}`);
  expect([...templates.keys()].sort()).toEqual(['Tidemark-Lake', ...ofPipeline('page-views'), ...ofPipeline('trades')]);
});

test('the ids of what holds data are those that are deployed', () => {
  const types = [
    'AWS::Kinesis::Stream',
    'AWS::DynamoDB::Table',
    'AWS::S3::Bucket',
    'AWS::KinesisFirehose::DeliveryStream',
  ];
  const ids = [...templates].map(([stack, { Resources }]) => {
    const held = Object.entries(Resources).filter(([, { Type }]) => types.includes(Type));
    return [stack, held.map(([id]) => id).sort()] as const;
  });
  expect(Object.fromEntries(ids.filter(([, held]) => held.length > 0))).toMatchInlineSnapshot(`
   {
     "Tidemark-Lake": [
       "LakeAccessLogs4431AB8D",
       "LakeBucketB1D32E10",
     ],
     "Tidemark-page-views": [
       "PipelineStreamsAggregatesC5E46B5C",
       "PipelineStreamsSource993FDF08",
       "PipelineTablesResults374E4EC0",
       "PipelineTablesState0F5E6034",
     ],
     "Tidemark-page-views-Delivery": [
       "AggregatesStream98D8C044",
       "RawStream9B38686E",
     ],
     "Tidemark-trades": [
       "PipelineStreamsAggregatesC5E46B5C",
       "PipelineStreamsSource993FDF08",
       "PipelineTablesResults374E4EC0",
       "PipelineTablesState0F5E6034",
     ],
     "Tidemark-trades-Delivery": [
       "AggregatesStream98D8C044",
       "RawStream9B38686E",
     ],
   }
  `);
});

test('the lake is private, encrypted, reached by TLS only, and its access is logged', () => {
  const lake = templateOf(templates, 'Tidemark-Lake');
  lake.allResourcesProperties('AWS::S3::Bucket', {
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    BucketEncryption: Match.anyValue(),
  });
  lake.resourcePropertiesCountIs('AWS::S3::Bucket', { LoggingConfiguration: Match.anyValue() }, 1);
  lake.allResourcesProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ]),
    },
  });
});

test('events and results are delivered by pipeline and hour of arrival, and failures elsewhere', () => {
  const delivery = templateOf(templates, 'Tidemark-page-views-Delivery');
  for (const output of ['raw', 'aggregates']) {
    delivery.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
      DeliveryStreamType: 'KinesisStreamAsSource',
      ExtendedS3DestinationConfiguration: {
        Prefix: `${output}/pipeline=page-views/date=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/`,
        ErrorOutputPrefix: `errors/${output}/pipeline=page-views/!{firehose:error-output-type}/date=!{timestamp:yyyy-MM-dd}/`,
        CompressionFormat: 'GZIP',
        FileExtension: '.ndjson.gz',
        ProcessingConfiguration: { Enabled: true, Processors: [{ Type: 'AppendDelimiterToRecord' }] },
      },
    });
  }
});

test('the producer may only put records, and rests unless it is given a rate', () => {
  const state = (found: Map<string, TemplateJson>): unknown =>
    resourcesOf(found, 'Tidemark-trades-Producer', 'AWS::Events::Rule')[0]![1].Properties!['State'];
  expect(state(templates)).toBe('DISABLED');
  expect(state(templatesOf(newTidemark({ eventsPerSecond: 50 })))).toBe('ENABLED');
  templateOf(templates, 'Tidemark-trades-Producer').hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        Match.objectLike({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }),
        Match.objectLike({ Action: ['kinesis:ListShards', 'kinesis:PutRecords'] }),
      ],
    },
  });
});
