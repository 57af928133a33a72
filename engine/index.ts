export {
  approxDistinct,
  avg,
  boolAnd,
  boolOr,
  corr,
  count,
  covarPop,
  covarSamp,
  first,
  last,
  max,
  maxBy,
  min,
  minBy,
  quantile,
  stddev,
  stddevSamp,
  sum,
  topK,
  varPop,
  varSamp,
} from './definition/aggregates';
export { anomaly } from './definition/anomaly-values';
export { code } from './definition/code';
export { definePipeline } from './definition/define-pipeline';
export { DefinitionError } from './definition/definition-error';
export {
  boolean,
  epochMicros,
  epochMillis,
  epochNanos,
  epochSeconds,
  integer,
  isoTime,
  number,
  string,
  time,
} from './definition/fields';
export type { SourcesInput } from './definition/check-sources';
export type { SeriesInput } from './definition/check-series';
export type { Pipeline, Query } from './definition/pipeline';
export type { CascadeInput, EventOf, PipelineInput, QueryInput } from './definition/pipeline-input';
export {
  atr,
  bollinger,
  change,
  changePercent,
  ema,
  lag,
  macd,
  percentRank,
  rsi,
  sma,
  stochastic,
  value,
} from './definition/series-values';
export { table } from './definition/lookups';
export { cumulate, hopping, session, tumbling } from './definition/windows';
