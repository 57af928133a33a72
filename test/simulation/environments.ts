import type { Pipeline } from '../../engine/definition/pipeline';
import { Lookups } from '../../engine/lookup/lookups';
import type { Clock, LookupFiles, LookupSource, Table } from '../../engine/ports';
import type { Random } from './random';

/** Chance that an invocation gets a new environment although one is idle. */
const COLD = 0.2;

/** What an invocation reaches the world by. */
export interface Ports {
  readonly state: Table;
  readonly files: LookupFiles;
  readonly clock: Clock;
}

/** What a function keeps in memory between invocations: its definition, its tables, and a port that the engine may remember things by. */
export interface Environment {
  readonly pipeline: Pipeline;
  readonly state: Table;
  readonly lookups: LookupSource;
  /** The same ports for the next invocation. */
  serve(ports: Ports): void;
}

/** The environments of one function: each serves one invocation at a time. One whose invocation never ended is not seen again. */
export class Environments {
  private readonly idle: Environment[] = [];

  constructor(private readonly random: Random) {}

  take(pipeline: Pipeline, ports: Ports): Environment {
    const warm = this.idle.findIndex(one => one.pipeline === pipeline);
    if (warm === -1 || this.random.chance(COLD)) return environment(pipeline, ports);
    const [taken] = this.idle.splice(warm, 1);
    taken!.serve(ports);
    return taken!;
  }

  release(environment: Environment): void {
    this.idle.push(environment);
  }
}

function environment(pipeline: Pipeline, first: Ports): Environment {
  let current = first;
  return {
    pipeline,
    state: {
      get: key => current.state.get(key),
      query: (pk, range) => current.state.query(pk, range),
      put: (item, condition) => current.state.put(item, condition),
      putBatch: items => current.state.putBatch(items),
      insertBatch: items => current.state.insertBatch(items),
      deleteBatch: keys => current.state.deleteBatch(keys),
    },
    lookups: new Lookups(
      pipeline.lookups,
      {
        newest: table => current.files.newest(table),
        older: table => current.files.older(table),
        read: (table, version) => current.files.read(table, version),
      },
      { now: () => current.clock.now(), sleep: ms => current.clock.sleep(ms) },
    ),
    serve: ports => void (current = ports),
  };
}
