import { LocalError } from '../local-error';
import { type Intrinsics, REGION, type Resource, type Stack } from './intrinsics';
import type {
  FunctionPlan,
  PipelinePlan,
  SchedulePlan,
  StreamMappingPlan,
  StreamPlan,
  TablePlan,
  TableTriggerPlan,
} from './plan';

/** Shards of a stream that scales by itself: it has no number in the template. */
const ON_DEMAND_SHARDS = 2;

/** Reads one pipeline's stack. `codeDir` turns an asset's path into a folder. */
export function readPipeline(
  stack: Stack,
  pipeline: string,
  intrinsics: Intrinsics,
  codeDir: (path: string) => string,
): PipelinePlan {
  const reader = new StackReader(stack, intrinsics, codeDir);
  const streams = reader.ofType('AWS::Kinesis::Stream').map(found => reader.stream(found));
  const tables = [...reader.ofType('AWS::DynamoDB::Table'), ...reader.ofType('AWS::DynamoDB::GlobalTable')].map(found =>
    reader.table(found),
  );
  const mappings: StreamMappingPlan[] = [];
  const triggers: TableTriggerPlan[] = [];
  for (const found of reader.ofType('AWS::Lambda::EventSourceMapping')) {
    const source = reader.text(found, 'EventSourceArn');
    const stream = streams.find(candidate => candidate.arn === source);
    const table = tables.find(candidate => candidate.streamArn === source);
    if (stream) mappings.push(reader.mapping(found, stream.name));
    else if (table) triggers.push(reader.trigger(found, table.name));
    else
      throw new LocalError(
        `${stack.id}: ${found.id}: its source is neither a stream nor a table of this stack: ${source}`,
      );
  }
  const all = reader
    .ofType('AWS::Lambda::Function')
    .map(found => ({ found, name: intrinsics.physicalName(stack, found.id) }));
  const schedules = reader.ofType('AWS::Events::Rule').flatMap(found => reader.schedules(found));
  const invoked = new Set([...mappings, ...triggers, ...schedules].map(source => source.functionName));
  const functions = all.filter(({ name }) => invoked.has(name)).map(({ found, name }) => reader.function(found, name));
  return {
    pipeline,
    streams,
    sources: sourcesOf(functions, mappings),
    tables,
    functions,
    mappings,
    triggers,
    schedules,
  };
}

/** As the functions are told; of one stream it is the one that is folded in windows. */
function sourcesOf(
  functions: readonly FunctionPlan[],
  mappings: readonly StreamMappingPlan[],
): PipelinePlan['sources'] {
  const several = functions.map(({ environment }) => environment['SOURCE_STREAMS']).find(Boolean);
  if (several) return JSON.parse(several) as Record<string, string>;
  const mapping = mappings.find(({ tumblingWindowMs }) => tumblingWindowMs > 0) ?? mappings[0];
  return mapping ? { '': mapping.streamName } : {};
}

interface Found {
  readonly id: string;
  readonly resource: Resource;
}

class StackReader {
  constructor(
    private readonly stack: Stack,
    private readonly intrinsics: Intrinsics,
    private readonly codeDir: (path: string) => string,
  ) {}

  ofType(type: string): Found[] {
    return Object.entries(this.stack.template.Resources ?? {})
      .filter(([, resource]) => resource.Type === type)
      .map(([id, resource]) => ({ id, resource }));
  }

  stream({ id, resource }: Found): StreamPlan {
    return {
      name: this.intrinsics.physicalName(this.stack, id),
      arn: this.intrinsics.attribute(this.stack, id, 'Arn', id),
      shardCount: Number(resource.Properties?.['ShardCount'] ?? ON_DEMAND_SHARDS),
      retentionHours: Number(resource.Properties?.['RetentionPeriodHours'] ?? 24),
    };
  }

  table({ id, resource }: Found): TablePlan {
    const schema = (resource.Properties?.['KeySchema'] ?? []) as { AttributeName: string; KeyType: 'HASH' | 'RANGE' }[];
    const types = (resource.Properties?.['AttributeDefinitions'] ?? []) as {
      AttributeName: string;
      AttributeType: 'S' | 'N' | 'B';
    }[];
    return {
      name: this.intrinsics.physicalName(this.stack, id),
      streamArn: this.intrinsics.attribute(this.stack, id, 'StreamArn', id),
      keys: schema.map(key => ({
        attribute: key.AttributeName,
        role: key.KeyType,
        type: types.find(type => type.AttributeName === key.AttributeName)?.AttributeType ?? 'S',
      })),
    };
  }

  function({ id, resource }: Found, name: string): FunctionPlan {
    const path = resource.Metadata?.['aws:asset:path'];
    if (typeof path !== 'string')
      throw new LocalError(`${this.stack.id}: ${id}: no code (metadata aws:asset:path is missing)`);
    const environment = resource.Properties?.['Environment'] as { Variables?: Record<string, unknown> } | undefined;
    const variables = Object.entries(environment?.Variables ?? {});
    return {
      name,
      arn: this.intrinsics.attribute(this.stack, id, 'Arn', id),
      codeDir: this.codeDir(path),
      handler: String(resource.Properties?.['Handler'] ?? 'index.handler'),
      timeoutMs: Number(resource.Properties?.['Timeout'] ?? 3) * 1000,
      memoryMb: Number(resource.Properties?.['MemorySize'] ?? 128),
      environment: Object.fromEntries(
        variables.map(([key, value]) => [key, this.intrinsics.text(this.stack, value, `${id}.${key}`)]),
      ),
    };
  }

  mapping(found: Found, streamName: string): StreamMappingPlan {
    const properties = found.resource.Properties ?? {};
    if (properties['FilterCriteria'])
      throw new LocalError(`${this.stack.id}: ${found.id}: filters on a stream are not supported on one machine`);
    return {
      id: found.id,
      streamName,
      functionName: this.functionName(found, properties['FunctionName']),
      batchSize: Number(properties['BatchSize'] ?? 100),
      batchingWindowMs: Number(properties['MaximumBatchingWindowInSeconds'] ?? 0) * 1000,
      tumblingWindowMs: Number(properties['TumblingWindowInSeconds'] ?? 0) * 1000,
    };
  }

  trigger(found: Found, tableName: string): TableTriggerPlan {
    const properties = found.resource.Properties ?? {};
    const criteria = properties['FilterCriteria'] as { Filters?: { Pattern: unknown }[] } | undefined;
    const patterns = (criteria?.Filters ?? []).map(filter =>
      this.intrinsics.text(this.stack, filter.Pattern, found.id),
    );
    return {
      tableName,
      functionName: this.functionName(found, properties['FunctionName']),
      filters: patterns.map(pattern => JSON.parse(pattern) as unknown),
    };
  }

  schedules(found: Found): SchedulePlan[] {
    const expression = found.resource.Properties?.['ScheduleExpression'];
    if (expression === undefined) return [];
    const everyMs = rateMs(String(expression));
    if (everyMs === undefined)
      throw new LocalError(
        `${this.stack.id}: ${found.id}: only rate(...) schedules run on one machine: ${String(expression)}`,
      );
    const targets = (found.resource.Properties?.['Targets'] ?? []) as { Arn: unknown; Input?: unknown }[];
    return targets.map(target => ({
      functionName: this.functionName(found, target.Arn),
      everyMs,
      input:
        target.Input === undefined
          ? undefined
          : (JSON.parse(this.intrinsics.text(this.stack, target.Input, found.id)) as unknown),
    }));
  }

  text(found: Found, property: string): string {
    return this.intrinsics.text(this.stack, found.resource.Properties?.[property], `${found.id}.${property}`);
  }

  private functionName(found: Found, value: unknown): string {
    const nameOrArn = this.intrinsics.text(this.stack, value, found.id);
    return nameOrArn.startsWith(`arn:aws:lambda:${REGION}:`) ? nameOrArn.split(':')[6]! : nameOrArn;
  }
}

/** The period of `rate(5 minutes)`, ms. */
function rateMs(expression: string): number | undefined {
  const match = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  return match
    ? Number(match[1]) * { minute: 60_000, hour: 3_600_000, day: 86_400_000 }[match[2] as 'minute' | 'hour' | 'day']
    : undefined;
}
