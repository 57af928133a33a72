import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { objectWith } from '../engine/definition/known-keys';
import { showValue } from '../engine/definition/show-value';

/** Prices by service and unit, in dollars; the unit is in the name. `prices.json` is the one dated copy. */
export interface Prices {
  readonly asOf: string;
  readonly region: string;
  readonly currency: string;
  readonly kinesis: Readonly<
    Record<'shardHour' | 'millionPutUnits' | 'onDemandStreamHour' | 'onDemandGbIn' | 'onDemandGbOut', number>
  >;
  readonly lambda: Readonly<Record<'millionRequests' | 'gbSecondArm', number>>;
  readonly dynamodb: Readonly<Record<'millionWrites' | 'millionReads' | 'gbMonth', number>>;
  readonly firehose: Readonly<Record<'gb' | 'gbParquet', number>>;
  readonly s3: Readonly<Record<'millionPuts' | 'gbMonth', number>>;
  readonly cloudwatch: Readonly<Record<'metricMonth' | 'dashboardMonth' | 'alarmMonth' | 'gbLogs', number>>;
  readonly fargate: Readonly<Record<'vcpuHourArm' | 'gbHourArm', number>>;
  readonly vpc: Readonly<Record<'publicIpv4Hour', number>>;
  readonly secretsManager: Readonly<Record<'secretMonth', number>>;
  readonly flink: Readonly<Record<'kpuHour' | 'gbMonthRunningStorage', number>>;
  readonly msk: Readonly<Record<'serverlessHour' | 'gbIn' | 'gbOut', number>>;
  readonly emr: Readonly<Record<'vcpuHour' | 'gbHour', number>>;
}

/** A file of prices is wrong: one line a mistake. */
class PricesError extends Error {
  override readonly name = 'PricesError';
}

/**
 * The prices that come with the project, with those of another file of the same shape, or part of it, in their place.
 *
 * @throws PricesError where that file cannot be read or used.
 */
export function readPrices(overrides?: string): Prices {
  const prices = JSON.parse(readFileSync(join(__dirname, 'prices.json'), 'utf8')) as Prices;
  return overrides === undefined ? prices : override(prices, overrides);
}

function override(prices: Prices, path: string): Prices {
  const problems: string[] = [];
  const problem = (text: string): void => void problems.push(`${path}: ${text}`);
  const example = '{ "kinesis": { "shardHour": 0.015 } }';
  const given = objectWith(readJson(path), '', Object.keys(prices), example, problem);
  const merged: Record<string, unknown> = { ...prices };
  for (const [service, value] of Object.entries(given)) {
    const present = prices[service as keyof Prices] as Prices[keyof Prices] | undefined;
    if (present === undefined) continue;
    if (typeof present === 'object') merged[service] = { ...present, ...pricesOf(service, present, value, problem) };
    else if (typeof value === 'string') merged[service] = value;
    else problem(`${service}: expected text: ${showValue(value)}`);
  }
  if (problems.length > 0) throw new PricesError(problems.join('\n'));
  return merged as unknown as Prices;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    const [line] = (error as Error).message.split('\n');
    throw new PricesError(`cannot read the prices ${path}: ${line}`);
  }
}

function pricesOf(
  service: string,
  present: object,
  value: unknown,
  problem: (text: string) => void,
): Record<string, unknown> {
  const [unit, price] = Object.entries(present)[0] as [string, number];
  const given = objectWith(value, service, Object.keys(present), `{ "${unit}": ${price} }`, problem);
  for (const [name, dollars] of Object.entries(given))
    if (name in present && !(Number.isFinite(dollars) && (dollars as number) >= 0))
      problem(`${service}.${name}: expected dollars: ${showValue(dollars)}`);
  return given;
}
