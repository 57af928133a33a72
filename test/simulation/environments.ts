import type { Pipeline } from '../../engine/definition/pipeline';
import type { Table } from '../../engine/ports';
import type { Random } from './random';

/** Chance that an invocation gets a new environment although one is idle. */
const COLD = 0.2;

/** What a function keeps in memory between invocations: its definition, and a port that the engine may remember things by. */
export interface Environment {
  readonly pipeline: Pipeline;
  readonly state: Table;
  /** The same port for the next invocation. */
  serve(state: Table): void;
}

/** The environments of one function: each serves one invocation at a time. One whose invocation never ended is not seen again. */
export class Environments {
  private readonly idle: Environment[] = [];

  constructor(private readonly random: Random) {}

  take(pipeline: Pipeline, state: Table): Environment {
    const warm = this.idle.findIndex(one => one.pipeline === pipeline);
    if (warm === -1 || this.random.chance(COLD)) return environment(pipeline, state);
    const [taken] = this.idle.splice(warm, 1);
    taken!.serve(state);
    return taken!;
  }

  release(environment: Environment): void {
    this.idle.push(environment);
  }
}

function environment(pipeline: Pipeline, first: Table): Environment {
  let current = first;
  return {
    pipeline,
    state: {
      get: key => current.get(key),
      query: (pk, range) => current.query(pk, range),
      put: (item, condition) => current.put(item, condition),
      putBatch: items => current.putBatch(items),
      insertBatch: items => current.insertBatch(items),
      deleteBatch: keys => current.deleteBatch(keys),
    },
    serve: state => void (current = state),
  };
}
