import { EventTable } from '../event-table';
import type { Ysb } from './stream';

/** The benchmark's stream in DuckDB, and the table of its ads. */
export async function ysbTable({ stream, ads }: Ysb): Promise<EventTable> {
  const table = await EventTable.load(
    stream.map(({ json }) => json),
    { ad_id: 'VARCHAR', event_type: 'VARCHAR', event_time: 'BIGINT' },
  );
  const [header, ...rows] = ads.split('\n');
  const values = rows.map(
    row =>
      `(${row
        .split(',')
        .map(cell => `'${cell}'`)
        .join(', ')})`,
  );
  await table.run(
    `CREATE TABLE ad(${header!
      .split(',')
      .map(name => `${name} VARCHAR`)
      .join(', ')})`,
  );
  await table.run(`INSERT INTO ad VALUES ${values.join(', ')}`);
  return table;
}

/** Views by campaign, every ten seconds. */
export const YSB = `
  SELECT campaign_id, count(*) AS views, event_time // 10000 * 10000 AS window_start, window_start + 10000 AS window_end
  FROM event JOIN ad USING (ad_id) WHERE event_type = 'view' GROUP BY ALL`;
