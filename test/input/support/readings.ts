import { boolean, count, definePipeline, epochSeconds, integer, number, string, tumbling } from 'tidemark';

export default definePipeline({
  name: 'readings',
  event: {
    device: string(),
    at: epochSeconds(),
    value: number().optional(),
    samples: integer().optional(),
    ok: boolean().optional(),
    note: string().optional(),
  },
  eventTime: 'at',
  partitionBy: 'device',
  queries: { all: { window: tumbling('1 minute'), select: { readings: count() } } },
});
