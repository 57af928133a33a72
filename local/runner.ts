import { stop as stopBundler } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FinalizeReport } from '../engine/finalize/request';
import type { Streams } from '../lambda/aws/source-streams';
import type { PipelinePlan } from './assembly/plan';
import { readAssembly } from './assembly/read-assembly';
import { synthesize } from './assembly/synthesize';
import type { Acknowledged } from './event-source-mapping/shard-poller';
import type { ShardLag } from './event-source-mapping/stream-mapping';
import { LocalError } from './local-error';
import { LocalPipeline } from './local-pipeline';
import type { LocalOptions } from './runner-options';
import { RuntimeApi } from './runtime/runtime-api';
import { clientEnvironment, type Endpoints } from './services/client-environment';
import { kinesisClient } from './services/clients';
import { lockDataDir } from './services/lock';
import { beginMaking } from './services/making';
import { ensureResources, startServices } from './services/services';

/** The project's folder. */
const ROOT = resolve(__dirname, '..');

/**
 * Runs pipelines on this machine: the bundled handlers in processes of their own, over embedded services that listen on
 * 127.0.0.1 only.
 *
 * @throws LocalError with one clear line: a wrong definition, a port taken, a folder that cannot be used.
 * @example
 * const runner = await startLocal({ pipelines: ['trades'] });
 * const kinesis = new KinesisClient({ endpoint: runner.endpoints.kinesis, ... });
 * await runner.endOfInput('trades');
 * await runner.stop();
 */
export async function startLocal(options: LocalOptions): Promise<LocalRunner> {
  const cleanups: (() => Promise<unknown> | void)[] = [];
  try {
    return await start(options, cleanups);
  } catch (error) {
    await runAll(cleanups);
    throw error;
  }
}

async function start(options: LocalOptions, cleanups: (() => Promise<unknown> | void)[]): Promise<LocalRunner> {
  const cwd = options.cwd ?? process.cwd();
  const log = (source: string, line: string): void => options.onLog?.({ source, line });
  const plans = readAssembly(
    options.assemblyDir ??
      (await synthesize({ pipelines: options.pipelines, cwd, root: ROOT, shards: options.shards })),
  );

  const dataDir =
    options.dataDir === undefined ? mkdtempSync(join(tmpdir(), 'tidemark-')) : resolve(cwd, options.dataDir);
  if (options.dataDir === undefined) cleanups.push(() => rmSync(dataDir, { recursive: true, force: true }));
  cleanups.push(await lockDataDir(dataDir));

  const made = beginMaking(dataDir);
  const pipelines = new Map<string, LocalPipeline>();
  const services = await startServices(
    dataDir,
    options.ports ?? {},
    put => {
      for (const pipeline of pipelines.values()) pipeline.onPut(put);
    },
    options.onObject,
    options.schemas === undefined ? undefined : resolve(cwd, options.schemas),
  );
  cleanups.push(() => services.close());
  await ensureResources(services.endpoints, plans);
  made();
  const runtimeApi = await RuntimeApi.start();
  cleanups.push(() => runtimeApi.close());
  const client = await kinesisClient(services.endpoints.kinesis);
  cleanups.push(() => client.destroy());

  const env = clientEnvironment(services.endpoints);
  for (const plan of plans) {
    const pipeline = new LocalPipeline({
      plan,
      dataDir,
      client,
      runtimeApi,
      environment: {
        ...env,
        PATH: process.env['PATH'] ?? '',
        NODE_PATH: join(ROOT, 'node_modules'),
        POWERTOOLS_METRICS_DISABLED: 'true',
        LOOKUP_FILES: JSON.stringify(absolute(options.lookups ?? {}, cwd)),
      },
      whenIdle: options.whenIdle ?? 'flush',
      onLog: log,
      onReport: report => options.onReport?.(plan.pipeline, report),
    });
    pipelines.set(plan.pipeline, pipeline);
    cleanups.push(() => pipeline.stop());
  }
  await Promise.all([...pipelines.values()].map(pipeline => pipeline.start()));
  // Its process served the definitions, and would hold 30 MB for as long as pipelines run.
  await stopBundler();
  return new LocalRunner(plans, pipelines, services.endpoints, env, dataDir, cleanups);
}

const absolute = (files: Readonly<Record<string, string>>, cwd: string): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([name, path]) => [name, resolve(cwd, path)]));

/** Undoes what was started, last first. */
async function runAll(cleanups: (() => Promise<unknown> | void)[]): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

/** What a pipeline's streams and tables are called. */
export interface PipelineResources {
  /** Its name, or those of the pipeline's sources by their names. */
  readonly sourceStream: Streams;
  readonly stateTable: string;
  readonly aggregatesStream: string | undefined;
  readonly resultsTable: string | undefined;
}

/** Pipelines that run on this machine. */
export class LocalRunner {
  readonly #aborted = new AbortController();
  #stopped: Promise<void> | undefined;

  constructor(
    /** As synthesized: names of streams, tables and functions. */
    readonly plans: readonly PipelinePlan[],
    private readonly pipelines: ReadonlyMap<string, LocalPipeline>,
    readonly endpoints: Endpoints,
    /** Environment variables that point the AWS SDK at the embedded services. */
    readonly env: Readonly<Record<string, string>>,
    readonly dataDir: string,
    private readonly cleanups: (() => Promise<unknown> | void)[],
  ) {}

  plan(pipeline: string): PipelinePlan {
    const found = this.plans.find(plan => plan.pipeline === pipeline);
    if (!found)
      throw new LocalError(`no pipeline ${pipeline} runs here: ${this.plans.map(plan => plan.pipeline).join(', ')}`);
    return found;
  }

  /**
   * Name of the stream that takes the pipeline's events.
   *
   * @param source whose events, where the pipeline has several sources.
   * @throws LocalError where it has no such source, or several and none is named.
   */
  sourceStream(pipeline: string, source = ''): string {
    const { sources } = this.plan(pipeline);
    if (Object.hasOwn(sources, source)) return sources[source]!;
    throw new LocalError(`${pipeline} has no source ${source || 'without a name'}: ${Object.keys(sources).join(', ')}`);
  }

  /** Names of the pipeline's streams and tables. */
  resources(pipeline: string): PipelineResources {
    const { sources, streams, tables, triggers } = this.plan(pipeline);
    const read = Object.values(sources);
    const stateTable = (triggers[0]?.tableName ?? tables[0]?.name)!;
    return {
      sourceStream: sources[''] ?? sources,
      stateTable,
      aggregatesStream: streams.find(({ name }) => !read.includes(name))?.name,
      resultsTable: tables.find(({ name }) => name !== stateTable)?.name,
    };
  }

  /** Records and bytes of the source stream that the pipeline's function has acknowledged since the start. */
  acknowledged(pipeline: string, source?: string): Acknowledged {
    return this.#source(pipeline, source).acknowledged;
  }

  /** What each shard has read and not acknowledged; reading stops ahead of 4 MiB or 10,000 records. */
  lag(pipeline: string, source?: string): ShardLag[] {
    return this.#source(pipeline, source).lag;
  }

  /** Resolves when at least so many records have been acknowledged since the start: how a fast producer waits for its pipeline. */
  async whenAcknowledged(pipeline: string, records: number, source?: string): Promise<void> {
    while (this.acknowledged(pipeline, source).records < records) {
      this.#aborted.signal.throwIfAborted();
      await new Promise(done => setTimeout(done, 10));
    }
  }

  /** Waits until all that was put is acknowledged, every window closed and emitted, and the lake written. */
  async endOfInput(pipeline: string): Promise<FinalizeReport | undefined> {
    return this.#pipeline(pipeline).endOfInput(this.#aborted.signal);
  }

  /** Ends the processes of a function, by its name in the plan, as a lost host would. Others take their place. */
  async killFunction(name: string): Promise<void> {
    for (const pipeline of this.pipelines.values()) await pipeline.functions.get(name)?.kill();
  }

  /** Ends all processes, delivers what is left to the lake and closes all ports. Further calls wait for the first. */
  stop(): Promise<void> {
    this.#aborted.abort(new LocalError('the runner was stopped'));
    return (this.#stopped ??= runAll(this.cleanups));
  }

  #source(pipeline: string, source: string | undefined) {
    const stream = this.sourceStream(pipeline, source);
    const index = this.plan(pipeline).mappings.findIndex(({ streamName }) => streamName === stream);
    return this.#pipeline(pipeline).mappings[index]!;
  }

  #pipeline(name: string): LocalPipeline {
    this.plan(name);
    return this.pipelines.get(name)!;
  }
}
