import { Metrics } from '@aws-lambda-powertools/metrics';
import type { Commit } from '../../engine/store/chain';
import { isBalanced } from '../../engine/store/counts';
import type { FinalizeReport } from '../../engine/finalize/request';
import { METRIC_NAMESPACE, type MetricName, METRICS } from './metric-names';

/** Gathers a function's metrics and writes them to its log in CloudWatch's embedded format, where they become metrics. */
export class Meter {
  readonly #metrics: Metrics;
  /** The watermark last seen, and since when. */
  #seen: { readonly watermarkMs: number; readonly sinceMs: number } | undefined;

  /** @param service name of the source stream, or of the pipeline where the stream is not its own. */
  constructor(service: string) {
    this.#metrics = new Metrics({ namespace: METRIC_NAMESPACE, serviceName: service });
  }

  invocation(records: number, stateBytes: number): void {
    this.#add('BatchRecords', records);
    this.#add('StateSize', stateBytes);
  }

  /** A commit that was put, and how long its writes took, ms. */
  commit(commit: Commit, latencyMs: number): void {
    const { counts } = commit;
    this.#add('CommitLatency', latencyMs);
    this.#add('RecordsCommitted', counts.newRecords);
    this.#add('RecordsRedelivered', counts.redelivered);
    this.#add('EventsDecoded', counts.decoded);
    this.#add('EventsLate', Math.max(0, ...Object.values(counts.late)));
    this.#addAny('EventsFiltered', Math.max(0, ...Object.values(counts.filtered)));
    this.#addAny('EventsSkipped', counts.skipped);
    this.#add('EventsQuarantined', counts.quarantined);
    this.#add('EventsDuplicate', counts.duplicates);
    this.#add('Gaps', 0);
    this.#add('AuditMismatches', isBalanced(counts) ? 0 : 1);
  }

  /** A commit that the tick put, and how long its writes took, ms. */
  sweep(commit: Commit, latencyMs: number): void {
    this.commit(commit, latencyMs);
    this.#add('RecordsSwept', commit.counts.newRecords);
  }

  /** Records of a shard that may have expired unread. */
  gap(): void {
    this.#add('Gaps', 1);
  }

  /** A lookup table that could not be read anew. */
  staleTable(): void {
    this.#add('StaleTables', 1);
  }

  finalize(report: FinalizeReport, nowMs: number, latencyMs: number): void {
    if (report.watermarkMs !== null) this.#watermark(report.watermarkMs, nowMs);
    this.#add('FinalizeLatency', latencyMs);
    this.#add('ResultsEmitted', report.emitted);
  }

  /** The stream puts copies of an event on several shards, where `dedupe` does not know them. */
  copiesSpread(): void {
    this.#add('CopiesSpread', 1);
  }

  /** An audit's end. */
  audit(findings: number): void {
    this.#add('AuditMismatches', findings);
  }

  /** Writes what has been gathered, if anything. */
  publish(): void {
    if (this.#metrics.hasStoredMetrics()) this.#metrics.publishStoredMetrics();
  }

  #watermark(watermarkMs: number, nowMs: number): void {
    if (this.#seen?.watermarkMs !== watermarkMs) this.#seen = { watermarkMs, sinceMs: nowMs };
    this.#add('WatermarkLag', Math.max(0, nowMs - watermarkMs));
    this.#add('WatermarkStandstill', Math.max(0, nowMs - this.#seen.sinceMs));
  }

  /** Of what most definitions never have: a metric that is never written costs nothing. */
  #addAny(name: MetricName, value: number): void {
    if (value > 0) this.#add(name, value);
  }

  #add(name: MetricName, value: number): void {
    this.#metrics.addMetric(name, METRICS[name], value);
  }
}
