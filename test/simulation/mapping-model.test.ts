import { clicks, click } from '../support/clicks';
import { LookupModel } from './lookup-model';
import { MappingModel } from './mapping-model';
import type { KinesisModel } from './kinesis-model';
import { quietWorld } from './quiet-world';
import { TableModel } from './table-model';

const FIVE_MINUTES_MS = 300_000;

function quietMapping() {
  const { world, kinesis } = quietWorld();
  const state = new TableModel('state');
  const mapping = new MappingModel({
    world,
    kinesis,
    state,
    lookups: new LookupModel(world),
    pipelineNow: () => clicks(),
  });
  mapping.start();
  return { kinesis, mapping, scheduler: world.scheduler };
}

const put = (kinesis: KinesisModel): void => kinesis.put(1, Buffer.from(JSON.stringify(click(1))), []);

describe('the mapping is at rest', () => {
  it('once what was put is delivered and its window has ended', async () => {
    const { kinesis, mapping, scheduler } = quietMapping();
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
    const { kinesis, mapping, scheduler } = quietMapping();
    await scheduler.run(scheduler.nowMs + FIVE_MINUTES_MS, () => mapping.isAtRest);
    kinesis.split();
    put(kinesis);
    expect(mapping.isAtRest).toBe(false);
    await scheduler.run(scheduler.nowMs + FIVE_MINUTES_MS, () => mapping.isAtRest);
    expect(mapping.invocations).toBeGreaterThan(0);
  });
});
