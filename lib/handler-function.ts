import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { handlerCode, type HandlerName } from './handler-code';

/** What a user of the pipeline may change about a function. */
export interface HandlerOverrides {
  /** MB, 128-10,240. Processor speed grows with it. */
  readonly memorySize?: number;
  /** 1 second to 15 minutes. */
  readonly timeout?: Duration;
}

export interface HandlerFunctionProps {
  readonly handler: HandlerName;
  /** Absolute path of the pipeline's definition. */
  readonly definition: string;
  readonly description: string;
  readonly memorySize: number;
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
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
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetention ?? RetentionDays.ONE_MONTH,
      removalPolicy,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    this.function = new Function(this, 'Function', {
      code: handlerCode(handler, definition),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      description,
      memorySize,
      timeout,
      environment: { NODE_OPTIONS: '--enable-source-maps', ...environment },
      role,
      logGroup,
    });
  }
}
