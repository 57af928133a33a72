import type { Pipeline } from '../../engine/definition/pipeline';
import type { Environments } from './environments';
import type { KinesisModel } from './kinesis-model';
import type { LookupModel } from './lookup-model';
import type { TableModel } from './table-model';
import type { World } from './world';

export interface MappingSettings {
  /** Length of the tumbling window; none: every invocation stands alone. */
  readonly windowMs: number | undefined;
  readonly batchMax: number;
  readonly pollMs: number;
  /** How long after its end a quiet window may wait for its last invocation. */
  readonly graceMs: number;
  /** The last invocation of a window may carry the window's last records. */
  readonly finalsCarryRecords: boolean;
  /** Children are read only after their parents. */
  readonly parentsFirst: boolean;
  /** What a failed invocation goes back to. */
  readonly redelivery: 'batch' | 'window' | 'either';
}

export interface Services {
  readonly world: World;
  readonly kinesis: KinesisModel;
  readonly state: TableModel;
  readonly lookups: LookupModel;
  /** The definition that runs now; during a deploy one of two. */
  readonly pipelineNow: () => Pipeline;
}

export interface MappingDeps extends Services {
  readonly environments: Environments;
}
