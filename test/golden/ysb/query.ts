import type { Sent } from '../run-golden';
import { EventTable } from '../event-table';

/** The benchmark's stream in DuckDB. */
export function ysbTable(stream: readonly Sent[]): Promise<EventTable> {
  return EventTable.load(
    stream.map(({ json }) => json),
    { campaign_id: 'VARCHAR', event_type: 'VARCHAR', event_time: 'BIGINT' },
  );
}

/** Views by campaign, every ten seconds. */
export const YSB = `
  SELECT campaign_id, count(*) AS views, event_time // 10000 * 10000 AS window_start, window_start + 10000 AS window_end
  FROM event WHERE event_type = 'view' GROUP BY ALL`;
