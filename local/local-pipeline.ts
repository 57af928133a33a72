import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { join } from 'node:path';
import type { FinalizeReport } from '../engine/finalize/request';
import type { FunctionPlan, PipelinePlan } from './assembly/plan';
import { parseGlueType } from './delivery/glue-type';
import { StreamDelivery } from './delivery/stream-delivery';
import { StreamMapping } from './event-source-mapping/stream-mapping';
import { FinalizeTrigger, type WhenIdle } from './finalize-trigger';
import { LocalFunction } from './runtime/local-function';
import { LogFile } from './runtime/log-file';
import type { RuntimeApi } from './runtime/runtime-api';
import { matchesPattern } from './services/event-pattern';
import type { ItemInserted } from './services/write-watch';

export interface LocalPipelineOptions {
  readonly plan: PipelinePlan;
  readonly dataDir: string;
  readonly client: KinesisClient;
  readonly runtimeApi: RuntimeApi;
  /** What a function's process needs besides the function's own environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly whenIdle: WhenIdle;
  readonly onLog: (source: string, line: string) => void;
  readonly onReport: (report: FinalizeReport) => void;
}

/** Processes of a function fed by a stream: more would only wait for the machine. */
const MAPPED_PROCESSES_MAX = 2;
const TICK_MS = 60_000;

/** The functions, mappings, triggers and deliveries of one pipeline. */
export class LocalPipeline {
  readonly functions: ReadonlyMap<string, LocalFunction>;
  readonly mappings: readonly StreamMapping[];
  readonly #triggers: readonly { readonly plan: PipelinePlan['triggers'][number]; readonly trigger: FinalizeTrigger }[];
  readonly #deliveries: readonly StreamDelivery[];
  readonly #options: LocalPipelineOptions;

  constructor(options: LocalPipelineOptions) {
    this.#options = options;
    const { plan } = options;
    this.functions = new Map(plan.functions.map(each => [each.name, this.#function(each)]));
    this.mappings = plan.mappings.map(mapping => this.#mapping(mapping));
    this.#triggers = plan.triggers.map(trigger => ({ plan: trigger, trigger: this.#trigger(trigger.functionName) }));
    this.#deliveries = plan.streams.map(({ name }) => this.#delivery(name));
  }

  async start(): Promise<void> {
    for (const each of this.functions.values()) each.warm();
    await Promise.all([...this.mappings, ...this.#deliveries].map(part => part.start()));
  }

  /** An item was put: stands for the table's change stream. */
  onPut({ tableName, item }: ItemInserted): void {
    for (const { plan, trigger } of this.#triggers) {
      if (plan.tableName !== tableName) continue;
      const { keys } = this.#options.plan.tables.find(table => table.name === tableName)!;
      const Keys = Object.fromEntries(keys.map(key => [key.attribute, item[key.attribute]]));
      const change = { eventName: 'INSERT', dynamodb: { Keys } };
      const isWanted = plan.filters.length === 0 || plan.filters.some(pattern => matchesPattern(pattern, change));
      if (isWanted) trigger.hint(change);
    }
  }

  /** Waits until every record put so far is acknowledged, executed, emitted and delivered. */
  async endOfInput(signal: AbortSignal): Promise<FinalizeReport | undefined> {
    await Promise.all(this.mappings.map(mapping => mapping.endOfInput(signal)));
    // Nothing is left to fold: finalize and the delivery can have the memory.
    await Promise.all(this.#options.plan.mappings.map(({ functionName }) => this.functions.get(functionName)?.kill()));
    let report: FinalizeReport | undefined;
    for (const { trigger } of this.#triggers) report = await trigger.endOfInput(signal);
    await Promise.all(this.#deliveries.map(delivery => delivery.flush()));
    return report;
  }

  async stop(): Promise<void> {
    const feeds = [...this.mappings, ...this.#triggers.map(({ trigger }) => trigger)];
    const stopped = feeds.map(feed => feed.stop());
    await Promise.all([...this.functions.values()].map(each => each.close()));
    await Promise.all(stopped);
    await Promise.all(this.#deliveries.map(delivery => delivery.stop()));
  }

  #function(plan: FunctionPlan): LocalFunction {
    const { dataDir, environment, onLog, runtimeApi } = this.#options;
    const log = new LogFile(join(dataDir, 'logs', `${plan.name}.log`));
    const { mappings, streams } = this.#options.plan;
    const mapping = mappings.find(each => each.functionName === plan.name);
    const shards = streams.find(stream => stream.name === mapping?.streamName)?.shardCount ?? 1;
    return new LocalFunction({
      api: runtimeApi,
      plan,
      environment,
      processesMax: Math.min(shards, MAPPED_PROCESSES_MAX),
      onLog: line => {
        log.append(line);
        onLog(plan.name, line);
      },
    });
  }

  #mapping(plan: PipelinePlan['mappings'][number]): StreamMapping {
    const { dataDir, client, onLog } = this.#options;
    const target = this.functions.get(plan.functionName)!;
    return new StreamMapping({
      plan,
      streamArn: this.#options.plan.streams.find(stream => stream.name === plan.streamName)!.arn,
      client,
      checkpointPath: join(dataDir, 'checkpoints', `${this.#options.plan.pipeline}-${plan.id}.json`),
      invoke: event => target.invoke(event),
      onLog: line => onLog(plan.id, line),
    });
  }

  #trigger(functionName: string): FinalizeTrigger {
    const { whenIdle, onLog, onReport, plan } = this.#options;
    const schedule = plan.schedules.find(each => each.functionName === functionName);
    const target = this.functions.get(functionName)!;
    return new FinalizeTrigger({
      invoke: event => target.invoke(event),
      whenIdle,
      tickMs: schedule?.everyMs ?? TICK_MS,
      tickInput: schedule?.input,
      onLog: line => onLog(functionName, line),
      onReport,
    });
  }

  #delivery(streamName: string): StreamDelivery {
    const { dataDir, client, onLog, plan } = this.#options;
    const source = Object.keys(plan.sources).find(name => plan.sources[name] === streamName);
    const isSource = source !== undefined;
    return new StreamDelivery({
      client,
      streamName,
      checkpointPath: join(dataDir, 'checkpoints', `delivery-${streamName}.json`),
      lakeDir: join(dataDir, 'lake'),
      prefix: `${isSource ? 'raw' : 'aggregates'}/pipeline=${plan.pipeline}${source ? `/source=${source}` : ''}`,
      columns: isSource
        ? undefined
        : plan.resultColumns?.map(({ name, type }) => ({ name, type: parseGlueType(type) })),
      onLog: line => onLog(`delivery of ${streamName}`, line),
    });
  }
}
