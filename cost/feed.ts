import { type BillLine, line } from './bill';
import type { Prices } from './prices';
import { GB, HOURS_PER_MONTH, SECONDS_PER_MONTH } from './workload';

/** The task, as lib/feed/feed-service.ts makes it. */
const [VCPUS, GB_MEMORY] = [0.25, 0.5];
/** A position of at most 1 KB, and a line of the log with what CloudWatch adds. */
const POSITION_EVERY_S = 10;
const [LOG_EVERY_S, LOG_BYTES] = [60, 200];

/**
 * What a live source costs a month as a service, with keys in a secret, beside its pipeline; what it sends is in the pipeline's
 * bill. Prices: https://aws.amazon.com/fargate/pricing/, https://aws.amazon.com/vpc/pricing/ (public IPv4 addresses),
 * https://aws.amazon.com/secrets-manager/pricing/.
 */
export function feedLines({ fargate, vpc, secretsManager, dynamodb, cloudwatch }: Prices): BillLine[] {
  const logGb = ((SECONDS_PER_MONTH / LOG_EVERY_S) * LOG_BYTES) / GB;
  return [
    line('Fargate', 'feed, vCPU', VCPUS * HOURS_PER_MONTH, 'vCPU-hours', fargate.vcpuHourArm),
    line('Fargate', 'feed, memory', GB_MEMORY * HOURS_PER_MONTH, 'GB-hours', fargate.gbHourArm),
    line('VPC', 'feed, public address', HOURS_PER_MONTH, 'hours', vpc.publicIpv4Hour),
    line(
      'DynamoDB',
      'feed, its position',
      SECONDS_PER_MONTH / POSITION_EVERY_S / 1e6,
      'million WRU',
      dynamodb.millionWrites,
    ),
    line('Secrets', 'feed, its keys', 1, 'secrets', secretsManager.secretMonth),
    line('CloudWatch', 'feed, alarm', 1, 'metrics', cloudwatch.alarmMonth),
    line('CloudWatch', 'feed, log', logGb, 'GB', cloudwatch.gbLogs),
  ];
}
