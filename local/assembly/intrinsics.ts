import { LocalError } from '../local-error';

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly Resources?: Readonly<Record<string, Resource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>
  >;
}

export interface Stack {
  readonly id: string;
  readonly template: Template;
}

const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::URLSuffix': 'amazonaws.com',
};

/** The property that names a resource, and its ARN, of the types that handlers are told about. */
const KNOWN_TYPES: Readonly<Record<string, { readonly nameProperty: string; readonly arn: (name: string) => string }>> =
  {
    'AWS::Kinesis::Stream': { nameProperty: 'Name', arn: name => arn('kinesis', `stream/${name}`) },
    'AWS::DynamoDB::Table': { nameProperty: 'TableName', arn: name => arn('dynamodb', `table/${name}`) },
    'AWS::DynamoDB::GlobalTable': { nameProperty: 'TableName', arn: name => arn('dynamodb', `table/${name}`) },
    'AWS::Lambda::Function': { nameProperty: 'FunctionName', arn: name => arn('lambda', `function:${name}`) },
    'AWS::SQS::Queue': { nameProperty: 'QueueName', arn: name => arn('sqs', name) },
    'AWS::SNS::Topic': { nameProperty: 'TopicName', arn: name => arn('sns', name) },
    'AWS::S3::Bucket': { nameProperty: 'BucketName', arn: name => `arn:aws:s3:::${name}` },
  };

const arn = (service: string, resource: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

/**
 * Resolves the intrinsic functions of CloudFormation that the stacks use: Ref, GetAtt, ImportValue, Join, Sub, Select,
 * Split. A resource without a name of its own is called `<stack>-<logical id>`.
 */
export class Intrinsics {
  readonly #stacks: readonly Stack[];

  constructor(stacks: readonly Stack[]) {
    this.#stacks = stacks;
  }

  /**
   * The value with every intrinsic function replaced.
   * @param where names the value in errors.
   * @throws LocalError for anything not understood.
   */
  resolve(stack: Stack, value: unknown, where: string): unknown {
    if (Array.isArray(value)) return value.map(item => this.resolve(stack, item, where));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [name, argument] = entries[0] ?? [];
    if (entries.length === 1 && (name === 'Ref' || name?.startsWith('Fn::')))
      return this.#call(stack, name, argument, where);
    return Object.fromEntries(entries.map(([key, item]) => [key, this.resolve(stack, item, where)]));
  }

  /** As `resolve`, for a value that must be text. */
  text(stack: Stack, value: unknown, where: string): string {
    const resolved = this.resolve(stack, value, where);
    if (typeof resolved === 'string') return resolved;
    if (typeof resolved === 'number' || typeof resolved === 'boolean') return String(resolved);
    throw new LocalError(`${stack.id}: ${where}: expected text: ${JSON.stringify(resolved)}`);
  }

  /** The name that `Ref` gives for a stream, table, function or bucket. */
  physicalName(stack: Stack, logicalId: string): string {
    const resource = stack.template.Resources?.[logicalId];
    const property = resource && KNOWN_TYPES[resource.Type]?.nameProperty;
    const given = property && resource.Properties?.[property];
    if (given !== undefined) return this.text(stack, given, logicalId);
    const name = `${stack.id}-${logicalId}`;
    return resource?.Type === 'AWS::S3::Bucket' ? name.toLowerCase().slice(0, 63) : name;
  }

  /** An attribute as `Fn::GetAtt` gives it. */
  attribute(stack: Stack, logicalId: string, attribute: string, where: string): string {
    const type = stack.template.Resources?.[logicalId]?.Type ?? 'nothing';
    const name = this.physicalName(stack, logicalId);
    const known = KNOWN_TYPES[type];
    if (known && attribute === 'Arn') return known.arn(name);
    if (known && attribute === 'StreamArn') return `${known.arn(name)}/stream/local`;
    if (known && attribute === known.nameProperty) return name;
    throw new LocalError(`${stack.id}: ${where}: cannot resolve ${logicalId}.${attribute} (${type}) on one machine`);
  }

  #call(stack: Stack, name: string, argument: unknown, where: string): unknown {
    const list = Array.isArray(argument) ? (argument as unknown[]) : undefined;
    switch (name) {
      case 'Ref':
        return this.#ref(stack, String(argument), where);
      case 'Fn::GetAtt': {
        const [logicalId, attribute] = list ? list.map(String) : String(argument).split(/\.(.*)/);
        return this.attribute(stack, logicalId!, attribute ?? '', where);
      }
      case 'Fn::ImportValue':
        return this.#import(this.text(stack, argument, where), where);
      case 'Fn::Join':
        return this.#texts(stack, list?.[1], where).join(String(list?.[0]));
      case 'Fn::Select':
        return this.#texts(stack, list?.[1], where)[Number(list?.[0])];
      case 'Fn::Split':
        return this.text(stack, list?.[1], where).split(String(list?.[0]));
      case 'Fn::Sub':
        return this.#substitute(stack, argument, where);
      default:
        throw new LocalError(`${stack.id}: ${where}: ${name} is not supported on one machine`);
    }
  }

  #texts(stack: Stack, value: unknown, where: string): string[] {
    const resolved = this.resolve(stack, value, where);
    if (!Array.isArray(resolved))
      throw new LocalError(`${stack.id}: ${where}: expected a list: ${JSON.stringify(value)}`);
    return resolved.map(item => this.text(stack, item, where));
  }

  #ref(stack: Stack, id: string, where: string): unknown {
    if (id === 'AWS::StackName') return stack.id;
    if (id in PSEUDO_PARAMETERS) return PSEUDO_PARAMETERS[id];
    const parameter = stack.template.Parameters?.[id];
    if (parameter && parameter.Default !== undefined) return parameter.Default;
    const type = stack.template.Resources?.[id]?.Type;
    if (type === undefined) throw new LocalError(`${stack.id}: ${where}: nothing is named ${id}`);
    if (type === 'AWS::SNS::Topic') return this.attribute(stack, id, 'Arn', where);
    return this.physicalName(stack, id);
  }

  #import(exportName: string, where: string): unknown {
    for (const stack of this.#stacks) {
      for (const output of Object.values(stack.template.Outputs ?? {})) {
        if (output.Export && this.resolve(stack, output.Export.Name, where) === exportName) {
          return this.resolve(stack, output.Value, where);
        }
      }
    }
    throw new LocalError(`${where}: no stack exports ${exportName}`);
  }

  #substitute(stack: Stack, argument: unknown, where: string): string {
    const [text, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as [
      string,
      Record<string, unknown>,
    ];
    return text.replace(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (variables && name in variables) return this.text(stack, variables[name], where);
      return this.text(stack, name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name }, where);
    });
  }
}
