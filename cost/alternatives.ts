import { eventQueries } from '../engine/definition/pipeline';
import { everyMs, meanMs } from '../engine/windows/usual';
import { type BillLine, line, sourceLines } from './bill';
import type { Prices } from './prices';
import { GB, HOURS_PER_MONTH, ingestOf, MB, SECONDS_PER_MONTH, type Workload } from './workload';

/** Another way to the same windows. */
export interface Alternative {
  readonly name: string;
  /** What the figures rest on, where they are not prices. */
  readonly assumption: string;
  readonly lines: readonly BillLine[];
}

export function alternativesTo(workload: Workload, prices: Prices): Alternative[] {
  return [managedFlink(workload, prices), mskAndEmr(workload, prices), updatePerEvent(workload, prices)];
}

/** One KPU (1 vCPU, 4 GB) for each started MB/s of events at the peak: AWS's starting point for sizing an application. */
const KPU_BYTES_PER_SECOND = MB;
const KPU_STORAGE_GB = 50;

function managedFlink(workload: Workload, prices: Prices): Alternative {
  const { eventsPerSecond, eventBytes, peak } = workload;
  const kpus = Math.max(1, Math.ceil((peak * eventsPerSecond * eventBytes) / KPU_BYTES_PER_SECOND));
  const { flink } = prices;
  return {
    name: 'Managed Service for Apache Flink',
    assumption: `${kpus} KPU at 1 MB/s each and one for the application; the same source stream`,
    lines: [
      line('Flink', 'KPU and one more for the application', (kpus + 1) * HOURS_PER_MONTH, 'KPU-hours', flink.kpuHour),
      line('Flink', 'running storage', kpus * KPU_STORAGE_GB, 'GB-month', flink.gbMonthRunningStorage),
      ...sourceLines(workload, ingestOf(workload), 1, prices),
    ],
  };
}

/** A driver and one executor for each started MB/s, each of the smallest useful size. */
const WORKER_VCPUS = 2;
const WORKER_GB = 8;

function mskAndEmr({ eventsPerSecond, eventBytes, peak }: Workload, { msk, emr }: Prices): Alternative {
  const executors = Math.max(1, Math.ceil((peak * eventsPerSecond * eventBytes) / MB));
  const workerHours = (executors + 1) * HOURS_PER_MONTH;
  const gb = (eventsPerSecond * eventBytes * SECONDS_PER_MONTH) / GB;
  return {
    name: 'MSK Serverless and Spark on EMR Serverless',
    assumption: `a driver and ${executors} executors of ${WORKER_VCPUS} vCPU and ${WORKER_GB} GB, always on`,
    lines: [
      line('MSK', 'serverless cluster', HOURS_PER_MONTH, 'hours', msk.serverlessHour),
      line('MSK', 'in', gb, 'GB', msk.gbIn),
      line('MSK', 'out', gb, 'GB', msk.gbOut),
      line('EMR', 'vCPU', workerHours * WORKER_VCPUS, 'vCPU-hours', emr.vcpuHour),
      line('EMR', 'memory', workerHours * WORKER_GB, 'GB-hours', emr.gbHour),
    ],
  };
}

function updatePerEvent(workload: Workload, prices: Prices): Alternative {
  const { pipeline, eventsPerSecond } = workload;
  const perEvent = eventQueries(pipeline).reduce(
    (sum, { window }) => sum + (window.kind === 'session' ? 1 : Math.ceil(meanMs(window) / everyMs(window))),
    0,
  );
  const updates = (eventsPerSecond * perEvent * SECONDS_PER_MONTH) / 1e6;
  return {
    name: 'one DynamoDB update per event and window',
    assumption: `${perEvent} updates an event, one event a record; not exactly once`,
    lines: [
      line('DynamoDB', 'updates', updates, 'million WRU', prices.dynamodb.millionWrites),
      ...sourceLines(workload, ingestOf({ ...workload, format: 'json' }), 1, prices),
    ],
  };
}
