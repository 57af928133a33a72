import { billOf, total } from '../../cost/bill';
import { readPrices } from '../../cost/prices';
import { ingestOf, type Workload } from '../../cost/workload';
import type { Pipeline } from '../../engine/definition/pipeline';

/** What is sent: events a second, bytes of one as JSON, and different keys of a query in one window. */
export interface Load {
  readonly rate: number;
  readonly bytes: number;
  readonly keys: number;
}

/** What a pipeline costs a month, by service; dollars. */
export interface Cost {
  readonly events: number;
  readonly bytes: number;
  readonly keys: number;
  readonly shards: number;
  readonly services: Readonly<Record<string, number>>;
  readonly dollarsPerMonth: number;
  readonly prices: { readonly asOf: string; readonly region: string };
}

/** As `size` computes it where nothing else is said: many events a record, compressed, and a peak of twice the mean. */
export function costOf(pipeline: Pipeline, { rate, bytes, keys }: Load): Cost {
  const prices = readPrices();
  const { asOf, region } = prices;
  const workload: Workload = {
    pipeline,
    eventsPerSecond: rate,
    eventBytes: bytes,
    keys,
    format: 'gzip',
    mode: 'provisioned',
    peak: 2,
  };
  const lines = billOf(workload, prices);
  const names = [...new Set(lines.map(({ service }) => service))];
  const services = Object.fromEntries(
    names.map(name => [name, total(lines.filter(({ service }) => service === name))]),
  );
  const { shards } = ingestOf(workload);
  return { events: rate, bytes, keys, shards, services, dollarsPerMonth: total(lines), prices: { asOf, region } };
}
