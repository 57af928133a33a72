import type { Commit } from '../../../engine/store/chain';
import { METRIC_NAMESPACE, METRICS } from '../../../lambda/metrics/metric-names';
import { Meter } from '../../../lambda/metrics/meter';

type Embedded = Record<string, unknown> & {
  _aws: {
    CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[];
  };
};

/** What a meter writes to its log. */
function written(use: (meter: Meter) => void): Embedded {
  const lines: string[] = [];
  const log = jest.spyOn(process.stdout, 'write').mockImplementation(line => lines.push(String(line)) > 0);
  const meter = new Meter('trades');
  use(meter);
  meter.publish();
  log.mockRestore();
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0]!) as Embedded;
}

function commit(decoded: number): Commit {
  const counts = {
    newRecords: 3,
    redelivered: 1,
    decoded,
    quarantined: 1,
    duplicates: 1,
    skipped: 1,
    accepted: { prices: 3 },
    filtered: { prices: 1 },
    late: { prices: 2 },
  };
  return { counts, gapAfter: null } as unknown as Commit;
}

const report = (watermarkMs: number | null) => ({ epoch: 1, watermarkMs, caughtUp: true, flushed: false, emitted: 5 });

test('every metric that has a name is emitted, with its unit, for the stream', () => {
  const embedded = written(meter => {
    meter.invocation(10, 1_000);
    meter.sweep(commit(9), 25);
    meter.finalize(report(1_000), 5_000, 60);
    meter.copiesSpread();
    meter.staleTable();
  });
  const [{ Namespace, Dimensions, Metrics }] = embedded._aws.CloudWatchMetrics as [
    Embedded['_aws']['CloudWatchMetrics'][number],
  ];
  expect({ Namespace, Dimensions, service: embedded['service'] }).toEqual({
    Namespace: METRIC_NAMESPACE,
    Dimensions: [['service']],
    service: 'trades',
  });
  expect(Object.fromEntries(Metrics.map(({ Name, Unit }) => [Name, Unit]))).toEqual(METRICS);
});

test('a commit that does not account for every event is a mismatch', () => {
  expect(written(meter => meter.commit(commit(9), 25))).toMatchObject({ AuditMismatches: 0, EventsLate: 2 });
  expect(written(meter => meter.commit(commit(10), 25))).toMatchObject({ AuditMismatches: 1 });
});

test('what an audit finds are mismatches, and one that finds nothing says so', () => {
  expect(written(meter => meter.audit(0))).toMatchObject({ AuditMismatches: 0 });
  expect(written(meter => meter.audit(3))).toMatchObject({ AuditMismatches: 3 });
});

test('what the tick commits counts as committed, and as swept; what aggregate commits does not', () => {
  expect(written(meter => meter.sweep(commit(8), 25))).toMatchObject({ RecordsCommitted: 3, RecordsSwept: 3 });
  expect(written(meter => meter.commit(commit(8), 25))['RecordsSwept']).toBeUndefined();
});

test('a gap is counted', () => {
  expect(written(meter => meter.gap())).toMatchObject({ Gaps: 1 });
});

test('the standstill of the watermark grows until it moves', () => {
  const standstill = (...seen: [nowMs: number, watermarkMs: number | null][]): unknown =>
    written(meter => seen.forEach(([nowMs, watermarkMs]) => meter.finalize(report(watermarkMs), nowMs, 1)))[
      'WatermarkStandstill'
    ];
  expect(standstill([0, 1], [60_000, 1], [120_000, 1])).toEqual([0, 60_000, 120_000]);
  expect(standstill([0, 1], [60_000, 2], [120_000, 2])).toEqual([0, 0, 60_000]);
  expect(standstill([0, null])).toBeUndefined();
});
