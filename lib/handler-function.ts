import { type Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { hasLookups, type Pipeline } from '../engine/definition/pipeline';
import { isRegistered } from '../engine/definition/source';
import { viewsOf } from '../engine/definition/sources';
import { FUNCTION_LIFE_MS_MAX } from '../engine/finalize/function-life';
import { handlerCode, type HandlerName, type HandlerReads } from './handler-code';
import { lookupFiles } from './lookup-files';
import { grantLookups, grantSchemas } from './permissions';

/** What a user of the pipeline may change about a function. */
export interface HandlerOverrides {
  /** MB, 128-10,240. Processor speed grows with it. */
  readonly memorySize?: number;
  /** 1 second to 15 minutes, on Managed Instances too: retention counts on it. */
  readonly timeout?: Duration;
  /**
   * Most invocations at a time, taken out of the account's quota; at least 1, and for `aggregate` at least the number of
   * shards. Results do not depend on it: executors of an epoch that meet do the work twice and write the same.
   *
   * @default none reserved: there is never more than one invocation a shard of the stream, and a tick a minute; and a new
   * account, whose quota is 10, refuses any reservation
   */
  readonly reservedConcurrency?: number;
}

export interface HandlerFunctionProps {
  readonly handler: HandlerName;
  /** Absolute path of the pipeline's definition. Absent for a function that is of no one pipeline. */
  readonly definition?: string;
  /** The definition, of a function that decodes its events: it may read the schemas and tables that it needs for that. */
  readonly decodes?: Pipeline;
  /** What the handler reads from a file beside it, as JSON. */
  readonly data?: unknown;
  readonly description: string;
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly reservedConcurrency?: number | undefined;
  /** Whether calls are traced with X-Ray. @default false */
  readonly tracing?: boolean | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** What Node is run with, beside its source maps. */
  readonly nodeOptions?: readonly string[];
  /** @default RetentionDays.ONE_MONTH */
  readonly logRetention?: RetentionDays | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** One of the package's functions, with a role that may write its own log and nothing else until it is granted more. */
export class HandlerFunction extends Construct {
  readonly function: Function;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    const { handler, definition, description, memorySize, timeout, environment, removalPolicy } = props;
    checkTimeout(handler, timeout);
    const reads = readsOf(props);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention ?? RetentionDays.ONE_MONTH,
      removalPolicy,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    this.function = new Function(this, 'Function', {
      code: handlerCode(handler, definition, props.data, reads),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      description,
      memorySize,
      timeout,
      environment: { NODE_OPTIONS: ['--enable-source-maps', ...(props.nodeOptions ?? [])].join(' '), ...environment },
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: props.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      ...(props.reservedConcurrency !== undefined && { reservedConcurrentExecutions: props.reservedConcurrency }),
    });
    if (reads.schemas) grantSchemas(role);
    if (props.decodes) grantLookups(role, props.decodes.lookups);
    if (props.tracing) {
      Validations.of(role).acknowledge({
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'X-Ray takes segments of a whole account: its actions know no narrower resource.',
      });
    }
  }
}

function readsOf({ decodes, definition }: HandlerFunctionProps): HandlerReads {
  if (!decodes || definition === undefined) return {};
  const framed = viewsOf(decodes)
    .map(([, { source }]) => source)
    .find(isRegistered);
  return {
    schemas: framed?.format,
    tables: hasLookups(decodes) ? lookupFiles(decodes, definition) : undefined,
  };
}

/** @throws Error for a time-out after which retention may have deleted what the function reads. */
function checkTimeout(handler: HandlerName, timeout: Duration): void {
  if (timeout.isUnresolved() || timeout.toMilliseconds() <= FUNCTION_LIFE_MS_MAX) return;
  throw new Error(`${handler}: timeout: at most ${FUNCTION_LIFE_MS_MAX / 60_000} minutes: ${timeout.toHumanString()}`);
}
