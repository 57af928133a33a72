import { Match } from 'aws-cdk-lib/assertions';
import { newTidemark, resourcesOf, templateOf, type TemplateJson, templatesOf } from './support';

let templates: Map<string, TemplateJson>;

beforeAll(() => {
  templates = templatesOf(newTidemark({ pipelines: ['page-views', 'trades'] }));
});

test('each pipeline has four stacks, beside the lake and the topic of alarms', () => {
  const ofPipeline = (name: string) =>
    ['', '-Delivery', '-Monitoring', '-Producer'].map(suffix => `Tidemark-${name}${suffix}`);
  expect([...templates.keys()].sort()).toEqual([
    'Tidemark-Alarms',
    'Tidemark-Lake',
    ...ofPipeline('page-views'),
    ...ofPipeline('trades'),
  ]);
});

test('the ids of what holds data, or a place in a stream, are those that are deployed', () => {
  const types = [
    'AWS::Kinesis::Stream',
    'AWS::DynamoDB::Table',
    'AWS::S3::Bucket',
    'AWS::KinesisFirehose::DeliveryStream',
    'AWS::Lambda::EventSourceMapping',
    'AWS::Glue::Table',
    'AWS::SNS::Topic',
    'AWS::KMS::Key',
  ];
  const ids = [...templates].map(([stack, { Resources }]) => {
    const held = Object.entries(Resources).filter(([, { Type }]) => types.includes(Type));
    return [stack, held.map(([id]) => id).sort()] as const;
  });
  expect(Object.fromEntries(ids.filter(([, held]) => held.length > 0))).toMatchInlineSnapshot(`
   {
     "Tidemark-Alarms": [
       "AlarmsKey3C2381B3",
       "AlarmsTopic3A2DFEBA",
     ],
     "Tidemark-Lake": [
       "LakeAccessLogs4431AB8D",
       "LakeBucketB1D32E10",
     ],
     "Tidemark-page-views": [
       "PipelineAggregateSourceC2CCE81D",
       "PipelineFinalizeCommitsEF398E8A",
       "PipelineStreamsAggregatesC5E46B5C",
       "PipelineStreamsSource993FDF08",
       "PipelineTablesResults374E4EC0",
       "PipelineTablesState0F5E6034",
     ],
     "Tidemark-page-views-Delivery": [
       "DeliveryAggregatesStreamFF609DD0",
       "DeliveryRawStream7B953DB4",
       "DeliveryTablesAggregatesCEFC0B03",
       "DeliveryTablesLateC2E4116F",
       "DeliveryTablesQuarantineE3BBCFEF",
       "DeliveryTablesRaw6528F2DC",
     ],
     "Tidemark-trades": [
       "PipelineAggregateSourceC2CCE81D",
       "PipelineFinalizeCommitsEF398E8A",
       "PipelineStreamsAggregatesC5E46B5C",
       "PipelineStreamsSource993FDF08",
       "PipelineTablesResults374E4EC0",
       "PipelineTablesState0F5E6034",
     ],
     "Tidemark-trades-Delivery": [
       "DeliveryAggregatesStreamFF609DD0",
       "DeliveryRawStream7B953DB4",
       "DeliveryTablesAggregatesCEFC0B03",
       "DeliveryTablesLateC2E4116F",
       "DeliveryTablesQuarantineE3BBCFEF",
       "DeliveryTablesRaw6528F2DC",
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

const deliveryStream = (output: 'raw' | 'aggregates', settings: object): object => ({
  DeliveryStreamType: 'KinesisStreamAsSource',
  ExtendedS3DestinationConfiguration: {
    Prefix: `${output}/pipeline=page-views/date=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/`,
    ErrorOutputPrefix: `errors/${output}/pipeline=page-views/!{firehose:error-output-type}/date=!{timestamp:yyyy-MM-dd}/`,
    BufferingHints: { IntervalInSeconds: 300, SizeInMBs: 128 },
    ...settings,
  },
});

test('events are unpacked by a function that answers with gzip, which Firehose only joins', () => {
  templateOf(templates, 'Tidemark-page-views-Delivery').hasResourceProperties(
    'AWS::KinesisFirehose::DeliveryStream',
    deliveryStream('raw', {
      CompressionFormat: 'UNCOMPRESSED',
      FileExtension: '.ndjson.gz',
      ProcessingConfiguration: {
        Enabled: true,
        Processors: [
          {
            Type: 'Lambda',
            Parameters: Match.arrayWith([
              {
                ParameterName: 'LambdaArn',
                ParameterValue: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DeliveryUnpack'), 'Arn'] },
              },
              { ParameterName: 'BufferSizeInMBs', ParameterValue: '1' },
            ]),
          },
        ],
      },
    }),
  );
});

test('results become Parquet with the columns of their table', () => {
  templateOf(templates, 'Tidemark-page-views-Delivery').hasResourceProperties(
    'AWS::KinesisFirehose::DeliveryStream',
    deliveryStream('aggregates', {
      FileExtension: '.parquet',
      DataFormatConversionConfiguration: {
        Enabled: true,
        InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: {} } },
        OutputFormatConfiguration: { Serializer: { ParquetSerDe: {} } },
        SchemaConfiguration: {
          DatabaseName: 'tidemark',
          TableName: { Ref: Match.stringLikeRegexp('^DeliveryTablesAggregates') },
          VersionId: 'LATEST',
        },
      },
    }),
  );
});

test('the lake keeps what holds data, and lets go of answers and failures', () => {
  templateOf(templates, 'Tidemark-Lake').hasResourceProperties('AWS::S3::Bucket', {
    LifecycleConfiguration: {
      Rules: Match.arrayWith([
        Match.objectLike({ Prefix: 'raw/', Transitions: [{ StorageClass: 'GLACIER_IR', TransitionInDays: 90 }] }),
        Match.objectLike({ Prefix: 'errors/', ExpirationInDays: 365 }),
        Match.objectLike({ Prefix: 'athena-results/', ExpirationInDays: 7 }),
      ]),
    },
  });
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

test('no template names an account, a region or a partition, so that each deploys anywhere', () => {
  for (const [stack, { Resources }] of templates) {
    const deployed = Object.values(Resources).filter(({ Type }) => Type !== 'AWS::CloudWatch::Dashboard');
    const named =
      JSON.stringify(deployed).match(/(?<=[":/-])\d{12}(?=["/:-])|\b(us|eu|ap)-[a-z]+-\d\b|arn:aws[\w-]*:/g) ?? [];
    expect([stack, named]).toEqual([stack, []]);
  }
});
