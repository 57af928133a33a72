import { clicks, click } from '../support/clicks';
import { FAULT_CLASSES, Faults } from './faults';
import { KinesisModel } from './kinesis-model';
import { MappingModel } from './mapping-model';
import { Outage } from './outage';
import { Random } from './random';
import { Scheduler } from './scheduler';
import { TableModel } from './table-model';
import type { World } from './world';

const FIVE_MINUTES_MS = 300_000;

/** A stream of one shard and its mapping, in a world where nothing goes wrong. */
function quietWorld(): { kinesis: KinesisModel; mapping: MappingModel; scheduler: Scheduler } {
  const random = new Random('mapping');
  const scheduler = new Scheduler(Date.UTC(2026, 0, 1), random.fork('scheduler'), 100_000);
  const faults = new Faults(random.fork('faults'), new Set(FAULT_CLASSES));
  const fail = (rule: string, text: string): void => {
    throw new Error(`${rule}: ${text}`);
  };
  const outage = new Outage(scheduler, faults, random);
  const world: World = { scheduler, random, faults, outage, trace: () => undefined, fail };
  const kinesis = new KinesisModel(world, 1);
  const state = new TableModel('state');
  const mapping = new MappingModel({ world, kinesis, state, pipelineNow: () => clicks() });
  mapping.start();
  return { kinesis, mapping, scheduler };
}

const put = (kinesis: KinesisModel): void => kinesis.put(1, Buffer.from(JSON.stringify(click(1))), []);

describe('the mapping is at rest', () => {
  it('once what was put is delivered and its window has ended', async () => {
    const { kinesis, mapping, scheduler } = quietWorld();
    put(kinesis);
    expect(mapping.isAtRest).toBe(false);
    await scheduler.run(scheduler.nowMs + FIVE_MINUTES_MS, () => mapping.isAtRest);
    const { invocations } = mapping;
    expect(invocations).toBeGreaterThan(0);
    await scheduler.run(scheduler.nowMs + FIVE_MINUTES_MS, () => false);
    expect(mapping.invocations).toBe(invocations);
    expect(mapping.isAtRest).toBe(true);
  });

  it('not before the children of a closed shard are read', async () => {
    const { kinesis, mapping, scheduler } = quietWorld();
    await scheduler.run(scheduler.nowMs + FIVE_MINUTES_MS, () => mapping.isAtRest);
    kinesis.split();
    put(kinesis);
    expect(mapping.isAtRest).toBe(false);
    await scheduler.run(scheduler.nowMs + FIVE_MINUTES_MS, () => mapping.isAtRest);
    expect(mapping.invocations).toBeGreaterThan(0);
  });
});
