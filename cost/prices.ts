import { readFileSync } from 'node:fs';
import { join } from 'node:path';

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
  readonly flink: Readonly<Record<'kpuHour' | 'gbMonthRunningStorage', number>>;
  readonly msk: Readonly<Record<'serverlessHour' | 'gbIn' | 'gbOut', number>>;
  readonly emr: Readonly<Record<'vcpuHour' | 'gbHour', number>>;
}

/** A file of prices is wrong. */
export class PricesError extends Error {
  override readonly name = 'PricesError';
}

/** The prices that come with the project, with those of another file of the same shape, or part of it, in their place. */
export function readPrices(overrides?: string): Prices {
  const prices = JSON.parse(readFileSync(join(__dirname, 'prices.json'), 'utf8')) as Prices;
  return overrides === undefined ? prices : override(prices, overrides);
}

function override(prices: Prices, path: string): Prices {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new PricesError(`cannot read the prices ${path}: ${(error as Error).message}`);
  }
  const merged: Record<string, unknown> = { ...prices };
  for (const [service, values] of Object.entries(given as Record<string, unknown>)) {
    const present = prices[service as keyof Prices] as Prices[keyof Prices] | undefined;
    if (present === undefined) throw new PricesError(`${path}: no prices of ${service}`);
    if (typeof present === 'string') merged[service] = String(values);
    else merged[service] = { ...present, ...checked(path, service, present, values) };
  }
  return merged as unknown as Prices;
}

function checked(path: string, service: string, present: object, values: unknown): Record<string, number> {
  for (const [unit, price] of Object.entries(values as Record<string, unknown>)) {
    if (!(unit in present)) throw new PricesError(`${path}: no price ${service}.${unit}`);
    if (typeof price !== 'number' || !(price >= 0))
      throw new PricesError(`${path}: ${service}.${unit}: expected dollars: ${JSON.stringify(price)}`);
  }
  return values as Record<string, number>;
}
