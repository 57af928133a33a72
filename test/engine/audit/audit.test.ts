import { audit } from '../../../engine/audit/audit';
import type { Audit, RangeCheck } from '../../../engine/audit/report';
import { commitFromItem, commitToItem } from '../../../engine/store/chain';
import type { Pipeline } from '../../../engine/definition/pipeline';
import type { AttributeValue, Item } from '../../../engine/ports';
import { click, clicks } from '../../support/clicks';
import type { MemoryTable } from '../../support/memory-table';
import { Rig } from '../../support/rig';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Four commits of one shard: clicks, a bad record and a late one among them; the last window stays open. */
async function audited(pipeline: Pipeline = clicks()): Promise<Rig> {
  const rig = new Rig(pipeline);
  rig.nowMs += 1_000;
  await rig.aggregate([rig.put([click(1), click(2, 'help')]), rig.put('not an event')]);
  rig.nowMs += HOUR_MS;
  await rig.aggregate([rig.put([click(3600)])]);
  await rig.finalize();
  await rig.aggregate([rig.put([click(3601)])]);
  await rig.aggregate([rig.put([click(3)]), rig.put([click(3602)])]);
  await rig.finalize();
  return rig;
}

const auditOf = ({ pipeline, source, state, clock }: Rig): Promise<Audit> => audit({ pipeline, source, state, clock });
const problems = ({ shards, findings }: Audit): string[] =>
  [...findings, ...shards.flatMap(shard => shard.findings)].map(({ problem }) => problem);
const checks = ({ shards }: Audit): Readonly<Record<RangeCheck, number>> => shards[0]!.commits;

function items(rig: Rig, kind: string): Item[] {
  return [...(rig.state as MemoryTable).items.values()].filter(({ pk }) => pk.startsWith(`${kind}#`));
}

async function change(rig: Rig, item: Item, attributes: Readonly<Record<string, AttributeValue>>): Promise<void> {
  await rig.state.putBatch([{ ...item, ...attributes }]);
}

describe('the audit', () => {
  it('agrees with what was folded, and has folded it all again', async () => {
    const found = await auditOf(await audited());
    expect(problems(found)).toEqual([]);
    expect(found.agrees).toBe(true);
    expect(checks(found)).toEqual({ recomputed: 4, counted: 0, expired: 0 });
    expect(found.shards[0]).toMatchObject({ records: 6, waiting: false, totals: { newRecords: 6, quarantined: 1 } });
  });

  it('agrees where copies were dropped', async () => {
    const rig = new Rig(clicks({ dedupe: { by: 'id', within: '1 minute' } }));
    await rig.aggregate([rig.put([{ ...click(1), id: 'a' }])]);
    await rig.aggregate([
      rig.put([
        { ...click(1), id: 'a' },
        { ...click(2), id: 'b' },
      ]),
    ]);
    const found = await auditOf(rig);
    expect(problems(found)).toEqual([]);
    expect(checks(found)).toMatchObject({ recomputed: 2 });
    expect(found.shards[0]!.totals).toMatchObject({ duplicates: 1, accepted: { by_page: 2 } });
  });

  it('says that records wait which no commit covers yet', async () => {
    const rig = await audited();
    rig.put([click(3603)]);
    const found = await auditOf(rig);
    expect(found).toMatchObject({ agrees: true, shards: [{ waiting: true }] });
  });

  it('finds a commit that is gone: a gap, and the record that nobody counts', async () => {
    const rig = await audited();
    const [, second] = items(rig, 'C');
    await rig.state.deleteBatch([second!]);
    const found = await auditOf(rig);
    expect(found.agrees).toBe(false);
    expect(problems(found)).toEqual(
      expect.arrayContaining([
        'gap: the commit before it ends at 2',
        'record 3 is in no commit',
        'its totals are not those before it and its own',
      ]),
    );
  });

  it('finds a record that Kinesis has and the commit does not count', async () => {
    const rig = await audited();
    const commit = commitFromItem(items(rig, 'C')[0]!);
    const fewer = { ...commit.counts, newRecords: 1 };
    await rig.state.putBatch([commitToItem({ ...commit, counts: fewer, totals: fewer })]);
    expect(problems(await auditOf(rig))).toContain('it counts 1 records, Kinesis has 2');
  });

  it('finds events that are counted for no query', async () => {
    const rig = await audited();
    const commit = commitFromItem(items(rig, 'C')[0]!);
    const fewer = { ...commit.counts, accepted: { by_page: 1 } };
    await rig.state.putBatch([commitToItem({ ...commit, counts: fewer, totals: fewer })]);
    expect(problems(await auditOf(rig))).toEqual(
      expect.arrayContaining([
        'by_page: what is counted of it comes to 2 of 3 events',
        'its records, folded again, are counted otherwise',
      ]),
    );
  });

  it('finds a commit whose data is not what its records give', async () => {
    const rig = await audited();
    await change(rig, items(rig, 'C')[2]!, { digest: 'f'.repeat(32) });
    expect(problems(await auditOf(rig))).toEqual(['its records, folded again, give other data']);
  });

  it('finds a partial that was changed, and one that is missing while a window needs it', async () => {
    const rig = await audited();
    const [changed, missing] = items(rig, 'P').slice(-2);
    await change(rig, changed!, { rows: Buffer.from('other') });
    await rig.state.deleteBatch([missing!]);
    const found = problems(await auditOf(rig));
    expect(found).toHaveLength(2);
    expect(found[0]).toMatch(/a partial of the panes from 2026-01-01T01:00:00.000Z is not what its records give/);
    expect(found[1]).toMatch(/a partial of the panes from 2026-01-01T01:00:00.000Z is missing/);
  });

  it('does not miss partials of windows that are closed for good', async () => {
    const rig = await audited();
    const groupOf = ({ sk }: Item): string => sk.split('#')[0]!;
    const closed = items(rig, 'P').filter(item => groupOf(item) < groupOf(items(rig, 'P').at(-1)!));
    expect(closed.length).toBeGreaterThan(0);
    await rig.state.deleteBatch(closed);
    expect(problems(await auditOf(rig))).toEqual([]);
  });

  it('finds the late and quarantined events of a commit missing', async () => {
    const rig = await audited();
    await rig.state.deleteBatch([items(rig, 'S')[0]!]);
    expect(problems(await auditOf(rig))).toEqual(['the list of its late and quarantined events is missing']);
  });

  it('finds an epoch that cuts a chain where no commit ends', async () => {
    const rig = await audited();
    const [head] = items(rig, 'C').slice(-1);
    await rig.state.deleteBatch([head!]);
    expect(problems(await auditOf(rig))).toContain('epoch 2 applied it up to 6, where no commit ends');
  });

  it('says of records that Kinesis has dropped by age that they cannot be checked', async () => {
    const rig = await audited();
    rig.nowMs += 2 * DAY_MS;
    rig.source.expire('shard-0', 3);
    const found = await auditOf(rig);
    expect(problems(found)).toEqual([]);
    expect(checks(found)).toEqual({ recomputed: 2, counted: 0, expired: 2 });
  });

  it('finds young records that are gone', async () => {
    const rig = await audited();
    rig.source.expire('shard-0', 3);
    expect(problems(await auditOf(rig))).toEqual([
      'it counts 2 records, Kinesis has 0',
      'it counts 3 events, the records hold 0',
      'it counts 1 records, Kinesis has 0',
      'it counts 1 events, the records hold 0',
    ]);
  });

  it('looks at the newest commits only where it is told so, and folds all but the oldest of them again', async () => {
    const rig = await audited();
    const { pipeline, source, state, clock } = rig;
    const found = await audit({ pipeline, source, state, clock }, { newestCommits: 2 });
    expect(problems(found)).toEqual([]);
    expect(checks(found)).toEqual({ recomputed: 1, counted: 1, expired: 0 });
    expect(found.shards[0]).toMatchObject({ records: 3, totals: { newRecords: 6 } });
    const [, , , newest] = items(rig, 'C');
    await change(rig, newest!, { digest: 'another' });
    const changed = await audit({ pipeline, source, state, clock }, { newestCommits: 2 });
    expect(problems(changed)).toEqual(['its records, folded again, give other data']);
  });

  it('counts what another definition has folded, without folding it again', async () => {
    const rig = await audited();
    const { source, state, clock } = rig;
    const found = await audit({ pipeline: clicks({ version: 2 }), source, state, clock });
    expect(problems(found)).toEqual([]);
    expect(checks(found)).toEqual({ recomputed: 0, counted: 4, expired: 0 });
  });
});

describe('what the stream says of itself', () => {
  it('is held against the state: one that is younger is another stream of the same name', async () => {
    const rig = await audited();
    rig.source.description = { ...rig.source.description, createdAtMs: rig.nowMs - 2 * HOUR_MS };
    expect((await auditOf(rig)).agrees).toBe(true);
    rig.source.description = { ...rig.source.description, createdAtMs: rig.nowMs + HOUR_MS };
    expect(problems(await auditOf(rig))).toEqual([
      expect.stringMatching(/^the state is of an older stream of the name/),
    ]);
  });

  it('is held against dedupe, which needs the copies of an event on one shard', async () => {
    const spread = { name: 'clicks', createdAtMs: null, keepsKeysTogether: false };
    const without = await audited();
    without.source.description = spread;
    expect((await auditOf(without)).agrees).toBe(true);
    const rig = new Rig(clicks({ dedupe: { by: 'id', within: '1 minute' } }));
    rig.source.description = spread;
    expect(problems(await auditOf(rig))).toEqual([expect.stringMatching(/^dedupe: the stream spreads copies/)]);
  });
});
