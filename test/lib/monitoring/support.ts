import { resourcesOf, type TemplateJson } from '../support';

export interface Alarm {
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metrics: readonly MetricJson[];
}

/** A metric, its dimensions' values replaced by the type of the resource whose name they are. */
export interface MetricJson {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

interface MetricStat {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
}

/** The alarms of a stack, those of metric math with all the metrics that it reads. */
export function alarmsOf(templates: Map<string, TemplateJson>, stack: string): Alarm[] {
  const typeOf = typesOf(templates, stack);
  return resourcesOf(templates, stack, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => {
    const { AlarmName, Metrics, ...own } = Properties as {
      AlarmName: string;
      Metrics?: { MetricStat?: { Metric: MetricStat } }[];
    };
    const stats = Metrics?.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []) ?? [own as unknown as MetricStat];
    const metrics = stats.map(({ Namespace, MetricName, Dimensions = [] }) => ({
      namespace: Namespace,
      name: MetricName,
      dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, typeOf(Value)])),
    }));
    return { name: AlarmName, properties: Properties!, metrics };
  });
}

export interface Widget {
  readonly title: string;
  readonly metrics: readonly MetricJson[];
  readonly expressions: readonly string[];
}

/** The graphs of a stack's dashboard. */
export function graphsOf(templates: Map<string, TemplateJson>, stack: string): Widget[] {
  const typeOf = typesOf(templates, stack);
  const [, { Properties }] = resourcesOf(templates, stack, 'AWS::CloudWatch::Dashboard')[0]!;
  const body = Properties!['DashboardBody'] as { 'Fn::Join': [string, unknown[]] };
  const text = body['Fn::Join'][1].map(part => (typeof part === 'string' ? part : typeOf(part))).join('');
  const { widgets } = JSON.parse(text) as {
    widgets: { type: string; properties: { title: string; metrics: unknown[][] } }[];
  };
  return widgets
    .filter(({ type }) => type === 'metric')
    .map(({ properties: { title, metrics } }) => ({
      title,
      metrics: metrics.filter(([first]) => typeof first === 'string').map(fromRow),
      expressions: metrics.flatMap(([first]) => (first as { expression?: string }).expression ?? []),
    }));
}

function fromRow(row: unknown[]): MetricJson {
  const [namespace, name, ...rest] = row.filter(cell => typeof cell === 'string');
  const pairs = rest.flatMap((cell, i) => (i % 2 === 0 ? [[cell, rest[i + 1]] as const] : []));
  return { namespace: namespace!, name: name!, dimensions: Object.fromEntries(pairs) as Record<string, string> };
}

/** What a reference within a stack or an import of it stands for. */
function typesOf(templates: Map<string, TemplateJson>, stack: string): (value: unknown) => string {
  const exported = new Map(
    [...templates.values()].flatMap(({ Outputs = {}, Resources }) =>
      Object.values(Outputs).map(({ Export, Value }) => [
        Export?.Name,
        Resources[(Value as { Ref?: string }).Ref ?? '']?.Type,
      ]),
    ),
  );
  return value => {
    const { Ref, 'Fn::ImportValue': imported } = value as { Ref?: string; 'Fn::ImportValue'?: string };
    if (Ref === 'AWS::Region') return 'region';
    return exported.get(imported) ?? templates.get(stack)!.Resources[Ref ?? '']?.Type ?? 'nothing';
  };
}
