import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { ResultRecord } from '../../engine/results/result-row';
import { failing } from '../support/failing-table';
import { MemorySource } from '../support/memory-source';
import { Rig } from '../support/rig';
import { sharedData } from '../support/shared-data';
import nasa from './definitions/nasa';
import { persist } from './persist';

const path = sharedData('nasa_19950801.tsv.gz');
const SHARDS = ['a', 'b'];

function requests(): { host: string; time: number; url: string }[] {
  const rows = gunzipSync(readFileSync(path!)).toString('latin1').trimEnd().split('\n').slice(1);
  return rows
    .map(row => row.split('\t'))
    .map(([host, , time, , url]) => ({ host: host!, time: Number(time), url: url! }));
}

async function run(rig: Rig): Promise<ResultRecord[]> {
  const all = requests();
  for (let i = 0; i < all.length; i += 2_000) {
    const chunk = all.slice(i, i + 2_000);
    for (const [n, shard] of SHARDS.entries()) {
      const record = rig.put(
        chunk.filter(({ host }) => host.length % 2 === n),
        shard,
      );
      await persist(() => rig.aggregate([record], shard));
    }
    await persist(() => rig.finalize());
  }
  await persist(() => rig.finalize({ endOfInput: true }));
  return rig.latest().filter(result => !result.retracted);
}

const total = (results: readonly ResultRecord[]): number =>
  results.reduce((sum, { values }) => sum + (values['requests'] as number), 0);
const fullest = (results: readonly ResultRecord[]): ResultRecord =>
  results.reduce((best, one) =>
    (one.values['requests'] as number) > (best.values['requests'] as number) ? one : best,
  );

describe.each([
  ['in one go', (rig: Rig) => rig],
  [
    'with writes failing and answers lost',
    (rig: Rig) => Object.assign(rig, { state: failing(rig.state, 0.1, 1), results: failing(rig.results, 0.01, 2) }),
  ],
])('a day of requests to a web server, %s', (_, prepare) => {
  let results: ResultRecord[] = [];
  const of = (query: string): ResultRecord[] => results.filter(result => result.query === query);

  beforeAll(async () => {
    if (path) results = await run(prepare(new Rig(nasa, new MemorySource(SHARDS))));
  }, 60_000);

  const known = path ? it : it.skip;

  known('gives 155 windows of 5 minutes, the fullest with 443 requests from 65 hosts', () => {
    expect(of('five_minutes')).toHaveLength(155);
    expect(fullest(of('five_minutes'))).toMatchObject({
      window: { start: '1995-08-01T16:50:00.000Z' },
      values: { requests: 443, hosts: 65 },
    });
    expect(total(of('five_minutes'))).toBe(30_969);
  });

  known('gives 782 hopping windows whose counts add up to ten times the requests', () => {
    expect(of('ten_minutes')).toHaveLength(782);
    expect(fullest(of('ten_minutes'))).toMatchObject({
      window: { start: '1995-08-01T16:31:00.000Z' },
      values: { requests: 872 },
    });
    expect(total(of('ten_minutes'))).toBe(309_690);
  });

  known('gives 6,189 pairs of hour and path', () => {
    expect(of('by_path')).toHaveLength(6_189);
    expect(fullest(of('by_path'))).toMatchObject({
      key: { path: '/images/NASA-logosmall.gif' },
      window: { start: '1995-08-01T16:00:00.000Z' },
      values: { requests: 345 },
    });
  });

  known('gives 3,139 sessions', () => {
    expect(of('sessions')).toHaveLength(3_139);
    expect(total(of('sessions'))).toBe(30_969);
  });
});
