import { DeleteItemCommand, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dynamoDbClient } from '../../local/services/clients';
import { startServices } from '../../local/services/services';
import { COLUMNS, folder, NINE_TRADES, tidemark } from './support/tidemark';

jest.setTimeout(60_000);

const dir = folder();
const data = join(dir, 'data');
const AUDIT = ['audit', '--pipeline', 'trades', '--data-dir', data];

/** Deletes a shard's first commit, as nothing ever should. */
async function loseACommit(): Promise<void> {
  const services = await startServices(data, {}, () => undefined);
  const client = await dynamoDbClient(services.endpoints.dynamodb);
  const { TableNames } = await client.send(new ListTablesCommand());
  const TableName = TableNames!.find(name => name.includes('State'))!;
  const { Items } = await client.send(new ScanCommand({ TableName }));
  const { pk, sk } = Items!.find(item => item['pk']!.S!.startsWith('C#'))!;
  await client.send(new DeleteItemCommand({ TableName, Key: { pk: pk!, sk: sk! } }));
  await services.close();
}

describe('audit', () => {
  beforeAll(async () => {
    const input = join(dir, 'trades.csv');
    writeFileSync(input, NINE_TRADES);
    const replay = ['replay', '--pipeline', 'trades', '--input', input, '--columns', COLUMNS, '--data-dir', data];
    expect(await tidemark(replay)).toMatchObject({ code: 0 });
  });

  it('agrees after a replay, and says what it has read', async () => {
    const { code, stdout } = await tidemark(AUDIT);
    expect(stdout).toMatch(/prices: accepted 9 \+ filtered 0 \+ late 0 \+ quarantined 0 = 9\n(?:.+\n)*agrees\n$/);
    expect(code).toBe(0);
  });

  it('has a form for machines', async () => {
    const { stdout } = await tidemark([...AUDIT, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ pipeline: 'trades', agrees: true, findings: [] });
  });

  it('names what is missing in one line', async () => {
    const folder = await tidemark(['audit', '--pipeline', 'trades', '--data-dir', dir]);
    expect(folder).toMatchObject({ code: 1, stdout: '' });
    expect(folder.stderr.trim()).toMatch(/^[^\n]*is not a data folder of a runner$/);
    const stream = await tidemark([...AUDIT, '--stream', 'nothing']);
    expect(stream).toMatchObject({ code: 1, stdout: '' });
    expect(stream.stderr.trim()).toMatch(/^[^\n]*no stream nothing[^\n]*$/);
    const table = await tidemark(['audit', '--pipeline', 'page-views', '--data-dir', data]);
    expect(table.stderr.trim()).toMatch(/^[^\n]*no state table of page-views[^\n]*--state-table[^\n]*$/);
  });

  it('fails, with what disagrees, where a commit is lost', async () => {
    await loseACommit();
    const { code, stdout } = await tidemark(AUDIT);
    expect(stdout).toMatch(/disagrees: shardId-\d+: [^\n]*\n/);
    expect(stdout).toMatch(/does not agree\n$/);
    expect(code).toBe(1);
  });
});
