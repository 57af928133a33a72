import { newTidemark, type TemplateJson, templatesOf } from './support';

const DIMENSIONS: Readonly<Record<string, string>> = {
  StreamName: 'AWS::Kinesis::Stream',
  FunctionName: 'AWS::Lambda::Function',
  TableName: 'AWS::DynamoDB::Table',
  DeliveryStreamName: 'AWS::KinesisFirehose::DeliveryStream',
};

const NAMESPACES: Readonly<Record<string, string>> = {
  'AWS/Kinesis': 'StreamName',
  'AWS/Lambda': 'FunctionName',
  'AWS/DynamoDB': 'TableName',
  'AWS/Firehose': 'DeliveryStreamName',
};

type Metric = [namespace: string, name: string, dimension: string, value: string, options: unknown];

/** Each `Ref` and import of the dashboard's body, replaced by the type of the resource whose name it stands for. */
function metricsOf(templates: Map<string, TemplateJson>, stack: string): Metric[] {
  const exported = new Map(
    [...templates.values()].flatMap(({ Outputs = {}, Resources }) =>
      Object.values(Outputs).map(({ Export, Value }) => [
        Export?.Name,
        Resources[(Value as { Ref?: string }).Ref ?? '']?.Type,
      ]),
    ),
  );
  const dashboard = Object.values(templates.get(stack)!.Resources).find(
    ({ Type }) => Type === 'AWS::CloudWatch::Dashboard',
  )!;
  const body = dashboard.Properties!['DashboardBody'] as {
    'Fn::Join': [string, (string | { Ref?: string; 'Fn::ImportValue'?: string })[]];
  };
  const text = body['Fn::Join'][1].map(part => {
    if (typeof part === 'string') return part;
    return part.Ref === 'AWS::Region' ? 'region' : (exported.get(part['Fn::ImportValue']) ?? 'nothing');
  });
  const { widgets } = JSON.parse(text.join('')) as { widgets: { properties: { metrics: Metric[] } }[] };
  return widgets.flatMap(({ properties }) => properties.metrics);
}

test('every metric is one that AWS emits, of a resource that is there', () => {
  const metrics = metricsOf(templatesOf(newTidemark()), 'Tidemark-trades-Dashboard');
  expect(metrics).toHaveLength(20);
  for (const [namespace, , dimension, value] of metrics) {
    expect([namespace, dimension]).toEqual([namespace, NAMESPACES[namespace]]);
    expect([dimension, value]).toEqual([dimension, DIMENSIONS[dimension]]);
  }
});

test('what shows that processing falls behind is there', () => {
  const metrics = metricsOf(templatesOf(newTidemark()), 'Tidemark-trades-Dashboard');
  expect(metrics.map(([, name]) => name)).toEqual(
    expect.arrayContaining(['IteratorAge', 'Errors', 'Throttles', 'DeliveryToS3.DataFreshness']),
  );
});
