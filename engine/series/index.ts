import { anomaly } from './anomaly';
import { atr } from './atr';
import { bollinger } from './bollinger';
import { change } from './change';
import { changePercent } from './change-percent';
import { ema } from './ema';
import { lag } from './lag';
import { macd } from './macd';
import { percentRank } from './percent-rank';
import { rsi } from './rsi';
import type { SeriesFunction } from './series-function';
import { sma } from './sma';
import { stochastic } from './stochastic';
import { value } from './value';

const ALL = [
  value,
  lag,
  change,
  changePercent,
  percentRank,
  sma,
  ema,
  bollinger,
  rsi,
  macd,
  atr,
  stochastic,
  anomaly,
] as const;

/** The functions that a query over another's closed windows can select. */
export type SeriesKind = (typeof ALL)[number]['kind'];

export const seriesFunctions: readonly SeriesFunction<SeriesKind>[] = ALL;

const byKind: ReadonlyMap<unknown, SeriesFunction<SeriesKind>> = new Map(ALL.map(each => [each.kind, each]));

export function isSeriesKind(kind: unknown): kind is SeriesKind {
  return byKind.has(kind);
}

export function seriesFunctionOf(kind: SeriesKind): SeriesFunction<SeriesKind> {
  return byKind.get(kind)!;
}
