import type { KinesisClient } from '@aws-sdk/client-kinesis';
import kinesalite from 'kinesalite';
import type { StreamPlan } from '../assembly/plan';
import { guard } from './guard';
import { close, listen, requireFree } from './listen';
import { speakHttp2Too } from './prior-knowledge';
import type { Service } from './service';

const SHARDS_MAX = 1_000;

/** Starts an embedded Kinesis that keeps its data in a folder. */
export async function startKinesis(path: string, port: number): Promise<Service> {
  await requireFree(port, 'Kinesis');
  const server = kinesalite({ path, createStreamMs: 0, deleteStreamMs: 0, updateStreamMs: 0, shardLimit: SHARDS_MAX });
  const { drained } = guard(server);
  const cutHttp2 = speakHttp2Too(server);
  const endpoint = await listen(server, port, 'Kinesis');
  return {
    endpoint,
    close: async () => {
      await drained();
      cutHttp2();
      await close(server);
    },
  };
}

/** Creates a stream unless it exists, and waits until it takes records. */
export async function ensureStream(client: KinesisClient, plan: StreamPlan): Promise<void> {
  const { CreateStreamCommand, IncreaseStreamRetentionPeriodCommand, waitUntilStreamExists } =
    await import('@aws-sdk/client-kinesis');
  const StreamName = plan.name;
  try {
    await client.send(new CreateStreamCommand({ StreamName, ShardCount: plan.shardCount }));
  } catch (error) {
    if ((error as Error).name === 'ResourceInUseException') return;
    throw error;
  }
  await waitUntilStreamExists({ client, maxWaitTime: 10, minDelay: 0.02, maxDelay: 0.1 }, { StreamName });
  if (plan.retentionHours > 24) {
    await client.send(
      new IncreaseStreamRetentionPeriodCommand({ StreamName, RetentionPeriodHours: plan.retentionHours }),
    );
  }
}
