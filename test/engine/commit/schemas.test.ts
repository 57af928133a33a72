import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { audit } from '../../../engine/audit/audit';
import { readHead } from '../../../engine/store/chain';
import { RememberedRegistry } from '../../../schemas/remembered-registry';
import { framed, ID, MemoryRegistry } from '../../schemas/support/framed';
import { aggregated, AT_MS, order, pipeline, schema } from '../../schemas/support/orders';
import type { MemoryTable } from '../../support/memory-table';
import { Rig } from '../../support/rig';

const whole = framed(order('a', 1));

function rigOf(registry = new MemoryRegistry({ [ID]: schema })): { rig: Rig; registry: MemoryRegistry } {
  const rig = new Rig(pipeline);
  rig.schemas = new RememberedRegistry(registry);
  return { rig, registry };
}

const GONE = 'ffffffff-ffff-4fff-8fff-ffffffffffff';

test('a run from records to results asks the registry once for an id; one that it does not know is quarantined by its name', async () => {
  const { rig, registry } = rigOf();
  const records = [
    rig.put(framed(order('a', 2))),
    rig.put(aggregated([framed(order('a', 3)), framed(order('b', null), ID, 'zlib')])),
    rig.put(framed(order('c', 1), GONE)),
    rig.put(framed(order('a', 9, AT_MS + 60 * 60_000))),
  ];
  await rig.aggregate(records.slice(0, 3));
  await rig.aggregate(records.slice(3));
  await rig.finalize({ endOfInput: true });
  expect(rig.latest().map(({ key, values }) => [key, values])).toEqual([
    [{ who: 'a' }, { n: 2, pieces: 5, last: 3 }],
    [{ who: 'b' }, { n: 1, pieces: null, last: null }],
  ]);
  expect(registry.asked).toEqual([ID, GONE]);
  const side = [...rig.objects.values()].join('\n');
  expect(side).toContain(`schema ${GONE}: not in the registry`);
  expect(side).toContain('event time too far ahead of its arrival');
  expect(side).toContain(JSON.stringify(`{"customer":{"name":"a"},"pieces":9,"at":"2026-01-01T00:59:59.000Z"}`));
  const { agrees } = await audit({ ...rig, schemas: rig.schemas });
  expect(agrees).toBe(true);
});

test('a registry that fails rejects the batch, and nothing of it is folded or quarantined; then it counts once', async () => {
  const { rig, registry } = rigOf();
  const records = [rig.put(framed(order('a', 2)))];
  registry.failures.push(new Error('throttled'));
  await expect(rig.aggregate(records)).rejects.toThrow('throttled');
  expect(await readHead(rig.state, 'shard-0')).toBeUndefined();
  await rig.aggregate(records);
  await rig.finalize({ endOfInput: true });
  expect(rig.latest().map(({ values }) => values)).toEqual([{ n: 1, pieces: 2, last: 2 }]);
  expect(registry.asked).toEqual([ID, ID]);
});

test('records that no invocation brings are decoded too: passed over by the mapping, or swept', async () => {
  const { rig } = rigOf();
  rig.put(framed(order('a', 1)));
  const second = rig.put(framed(order('a', 2)));
  await rig.aggregate([second]);
  rig.put(framed(order('a', 4)));
  rig.nowMs += 3_600_000;
  await rig.finalize({ tick: true });
  await rig.finalize({ endOfInput: true });
  expect(rig.shardFailures).toEqual([]);
  expect(rig.latest().map(({ values }) => values)).toEqual([{ n: 3, pieces: 7, last: 4 }]);
});

test('without a registry the batch is refused with a line that says what is missing', async () => {
  const rig = new Rig(pipeline);
  const record = rig.put(framed(order('a', 1)));
  await expect(rig.aggregate([record])).rejects.toThrow(
    'orders: its records name schemas, and there is no registry to ask',
  );
});

test('an event of the quarantine comes back as the JSON that it is shown as', async () => {
  const { rig } = rigOf();
  await rig.aggregate([
    rig.put('{"customer":{"name":"a"},"pieces":9,"at":"2025-12-31T23:59:59.000Z"}'),
    rig.put(gzipSync('[{"customer":{"name":"a"},"at":"2025-12-31T23:59:59Z"}]')),
  ]);
  await rig.finalize({ endOfInput: true });
  expect(rig.latest().map(({ values }) => values)).toEqual([{ n: 2, pieces: 9, last: 9 }]);
});

test('records cut and changed anywhere are folded the same both ways, to the bit', async () => {
  const contents = fc.array(
    fc.tuple(
      fc.constantFrom(whole, framed(order('b', null), ID, 'zlib'), aggregated([whole, whole])),
      fc.nat(),
      fc.nat(7),
      fc.nat(),
    ),
    { minLength: 1, maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(contents, async given => {
      const tables = [];
      for (const path of ['plain', 'strict'] as const) {
        const { rig } = rigOf();
        const records = given.map(([record, byte, bit, cut]) => {
          const bytes = Buffer.from(record);
          bytes[byte % bytes.length]! ^= 1 << bit;
          return rig.put(cut % 4 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes);
        });
        await rig.aggregate(records, undefined, undefined, path);
        tables.push([...(rig.state as MemoryTable).items]);
      }
      expect(tables[1]).toStrictEqual(tables[0]);
    }),
    { numRuns: 150 },
  );
});
