import { alternativesTo } from '../cost/alternatives';
import { type BillLine, billOf, total } from '../cost/bill';
import { feedLines } from '../cost/feed';
import { readPrices } from '../cost/prices';
import { ingestOf, SECONDS_PER_MONTH, type Workload } from '../cost/workload';
import type { KeyCounts } from './arguments';
import { loadPipeline } from './load-pipeline';
import { checkQueryNames } from './query-names';
import { UserError } from './user-error';

export interface SizeSettings extends Pick<Workload, 'format' | 'peak'> {
  readonly pipeline: string;
  readonly events: number;
  readonly bytes: number;
  readonly keys: KeyCounts;
  readonly onDemand?: boolean;
  readonly source: 'own' | 'existing';
  readonly feed?: boolean;
  readonly prices?: string;
  readonly json?: boolean;
}

/** Different keys of a query in one window, where nothing else is said. */
const KEYS = 100;

/** Prints how many shards a pipeline needs and what it costs a month, beside the alternatives. */
export function size(settings: SizeSettings): void {
  const prices = readPrices(settings.prices);
  const { keys: usualKeys = KEYS, keysOf } = settings.keys;
  const loaded = loadPipeline(settings.pipeline);
  checkQueryNames('--keys', Object.keys(keysOf), loaded);
  const single = loaded.queries.find(({ name, groupBy }) => Object.hasOwn(keysOf, name) && groupBy.length === 0);
  if (single) throw new UserError(`--keys: query ${single.name} has no keys: it has one result a window`);
  const workload: Workload = {
    pipeline: loaded,
    eventsPerSecond: settings.events,
    eventBytes: settings.bytes,
    keys: usualKeys,
    keysOf,
    format: settings.format,
    mode: settings.onDemand ? 'on-demand' : 'provisioned',
    source: settings.source,
    peak: settings.peak,
  };
  const ingest = ingestOf(workload);
  const lines = [...billOf(workload, prices), ...(settings.feed ? feedLines(prices) : [])];
  const alternatives = alternativesTo(workload, prices);
  const { asOf, region } = prices;
  if (settings.json) {
    const { pipeline, ...plain } = workload;
    const answer = {
      pipeline: pipeline.name,
      ...plain,
      prices: { asOf, region },
      ingest,
      lines,
      dollarsPerMonth: total(lines),
    };
    const others = alternatives.map(each => ({ ...each, dollarsPerMonth: total(each.lines) }));
    print(JSON.stringify({ ...answer, alternatives: others }, null, 2));
    return;
  }
  const { pipeline, eventsPerSecond, eventBytes, keys, peak, format, mode } = workload;
  const ownKeys = Object.entries(keysOf).map(([name, own]) => `${number(own)} of ${name}`);
  print(
    `${pipeline.name}: ${number(eventsPerSecond)} events/s of ${number(eventBytes)} B, ${[`${number(keys)} keys a window`, ...ownKeys].join(', ')}, ${format} records, ${mode}, peak ${peak} times the mean`,
  );
  print(
    `shards: ${ingest.shards} = max(T/P, T/C); a shard takes 1 MB/s or 1,000 records/s, its function ${number(ingest.consumerEventsPerSecond)} events/s\n`,
  );
  printBill(lines);
  if (settings.source === 'existing')
    print('  without the source stream, which is there anyway, and without enhanced fan-out of it');
  const perBillion = (total(lines) / (eventsPerSecond * SECONDS_PER_MONTH)) * 1e9;
  print(`\nper billion events: ${dollars(perBillion)}; prices of ${region}, ${asOf}, without free tiers\n`);
  print('the same elsewhere, a month:');
  for (const each of [{ name: 'Tidemark', assumption: '', lines }, ...alternatives]) {
    const cost = total(each.lines);
    print(`  ${each.name.padEnd(44)} ${dollars(cost).padStart(12)} ${(cost / total(lines)).toFixed(1).padStart(7)}x`);
    if (each.assumption) print(`      ${each.assumption}`);
  }
}

function printBill(lines: readonly BillLine[]): void {
  for (const { service, what, quantity, unit, dollars: cost } of lines)
    print(
      `  ${service.padEnd(11)} ${what.padEnd(38)} ${number(quantity).padStart(12)} ${unit.padEnd(13)} ${dollars(cost).padStart(11)}`,
    );
  print(`  ${'total a month'.padEnd(77)} ${dollars(total(lines)).padStart(11)}`);
}

const number = (n: number): string =>
  n.toLocaleString('en-US', { maximumFractionDigits: n < 10 ? 2 : n < 1000 ? 1 : 0 });
const dollars = (n: number): string =>
  `$${n.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
