import { FAULT_CLASSES, Faults } from './faults';
import { KinesisModel } from './kinesis-model';
import { Outage } from './outage';
import { Random } from './random';
import { Scheduler } from './scheduler';
import type { World } from './world';

/** A stream of one shard in a world where nothing goes wrong, for tests of the models; a violation throws. */
export function quietWorld(): { world: World; kinesis: KinesisModel } {
  const random = new Random('quiet');
  const scheduler = new Scheduler(Date.UTC(2026, 0, 1), random.fork('scheduler'), 100_000);
  const faults = new Faults(random.fork('faults'), new Set(FAULT_CLASSES));
  const outage = new Outage(scheduler, faults, random);
  const fail = (rule: string, text: string): void => {
    throw new Error(`${rule}: ${text}`);
  };
  const world: World = { scheduler, random, faults, outage, heavy: undefined, trace: () => undefined, fail };
  return { world, kinesis: new KinesisModel(world, 1) };
}
