import type { FinalizeReport } from '../engine/finalize/request';
import type { WhenIdle } from './finalize-trigger';
import type { Ports } from './services/services';

export interface LogLine {
  /** The function or the part of the runner that wrote it. */
  readonly source: string;
  readonly line: string;
}

export interface LocalOptions {
  /** Names of built-in pipelines, or paths of definition files. */
  readonly pipelines: readonly string[];
  /** Where state is kept between runs. @default a temporary folder, removed at the end */
  readonly dataDir?: string | undefined;
  /** Folder of the schemas that records name: files called as their ids, `.avsc` or `.proto`. @default there are none */
  readonly schemas?: string | undefined;
  /** Files that lookup tables are read from in place of S3, by the tables' names. @default there are none */
  readonly lookups?: Readonly<Record<string, string>> | undefined;
  /** Of each source stream that is made. @default 2 */
  readonly shards?: number | undefined;
  /** Whether windows are emitted when every shard is idle; a replay holds them until its end. @default 'flush' */
  readonly whenIdle?: WhenIdle;
  /** Ports on 127.0.0.1. @default any free ones */
  readonly ports?: Ports;
  /** Paths of definitions and of the data folder start here. @default the process's folder */
  readonly cwd?: string;
  readonly onLog?: (line: LogLine) => void;
  readonly onReport?: (pipeline: string, report: FinalizeReport) => void;
  /** Told the name of each object once it is in the lake's folder. */
  readonly onObject?: (key: string) => void;
  /** A synthesized app to run in place of this project's. */
  readonly assemblyDir?: string;
}
