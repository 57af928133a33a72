/** One pipeline as its synthesized stack describes it: all that the one-machine runner needs to know. */
export interface PipelinePlan {
  /** The pipeline's name: its stack's id without the prefix. */
  readonly pipeline: string;
  readonly streams: readonly StreamPlan[];
  /** Names of the streams that it reads, by source; under '' the only one. */
  readonly sources: Readonly<Record<string, string>>;
  readonly tables: readonly TablePlan[];
  /** The functions that a mapping, a table's stream or a schedule invokes. */
  readonly functions: readonly FunctionPlan[];
  readonly mappings: readonly StreamMappingPlan[];
  readonly triggers: readonly TableTriggerPlan[];
  readonly schedules: readonly SchedulePlan[];
  /** Columns of the results in the lake; none: the app has no table for them. */
  readonly resultColumns?: readonly TableColumnPlan[] | undefined;
}

/** A column as the Glue catalog has it. */
export interface TableColumnPlan {
  readonly name: string;
  /** Such as `struct<start:string,end:string>`. */
  readonly type: string;
}

export interface StreamPlan {
  readonly name: string;
  readonly arn: string;
  readonly shardCount: number;
  readonly retentionHours: number;
}

export interface TablePlan {
  readonly name: string;
  /** Of the table's change stream; triggers name the table by it. */
  readonly streamArn: string;
  readonly keys: readonly {
    readonly attribute: string;
    readonly type: 'S' | 'N' | 'B';
    readonly role: 'HASH' | 'RANGE';
  }[];
}

export interface FunctionPlan {
  readonly name: string;
  readonly arn: string;
  /** Folder of the bundle. */
  readonly codeDir: string;
  /** `file.export` within it. */
  readonly handler: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** An event source mapping from a Kinesis stream. */
export interface StreamMappingPlan {
  readonly id: string;
  readonly streamName: string;
  readonly functionName: string;
  /** Records, 1-10,000. */
  readonly batchSize: number;
  readonly batchingWindowMs: number;
  /** 0: the mapping has no tumbling window. */
  readonly tumblingWindowMs: number;
}

/** An event source mapping from a table's change stream. */
export interface TableTriggerPlan {
  readonly tableName: string;
  readonly functionName: string;
  /** Event patterns, one of which a change must match; none: every change. */
  readonly filters: readonly unknown[];
}

export interface SchedulePlan {
  readonly functionName: string;
  readonly everyMs: number;
  /** The target's constant input. */
  readonly input: unknown;
}
