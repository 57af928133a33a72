import fc from 'fast-check';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { avg, count, definePipeline, epochMillis, last, number, type PipelineInput, string, tumbling } from 'tidemark';
import { mutate } from '../../../bench/mutate';
import { aggregate } from '../../../engine/aggregate/aggregate';
import type { Pipeline } from '../../../engine/definition/pipeline';
import type { StreamRecord } from '../../../engine/ports';
import { seededRandom } from '../../../producer/random';
import { MemorySource } from '../../support/memory-source';
import { MemoryTable } from '../../support/memory-table';

const ARRIVAL_MS = Date.UTC(2026, 0, 1);
const AT_MS = ARRIVAL_MS - 1000;

type Source = NonNullable<PipelineInput<never, never>['source']>;

const define = (source: Source): Pipeline =>
  definePipeline({
    name: 'both-ways',
    source,
    event: { k: string(), n: number().optional(), at: epochMillis() },
    derive: { upper: e => e.k.toUpperCase() },
    eventTime: 'at',
    queries: {
      all: { groupBy: ['upper'], window: tumbling('1 second'), select: { n: count(), mean: avg('n'), k: last('k') } },
    },
  });

const row = `a,1.5,${AT_MS}`;
const quoted = `"b, ""é""\n2",-2,${AT_MS}`;
const object = `{"k":"a","n":1.5,"at":${AT_MS}}`;
const escaped = `{"at": ${AT_MS},"k":"\\u00e9]}"}`;
const columns = ['k', 'n', 'at'];

/** Sources, with pieces of the texts that they read. */
const SOURCES: readonly (readonly [Source, readonly string[]])[] = [
  [{ format: 'json' }, [`[${object},${escaped}]`, `${object}\n${escaped}`, `[\n${object}\n]`, '[]', object]],
  [{ format: 'json', unwrap: 'data' }, [`{"x":1,"data":[${object}, ${escaped}]}`, `{"data":${object}}`, '{"x":1}']],
  [{ format: 'csv', columns }, [row, quoted, 'k,n,at', `${row},,`, `"${row}`]],
  [{ format: 'csv', header: true }, [`at,k,n\n${AT_MS},a,1`, row, quoted]],
  [{ format: 'tsv', columns }, [row.replaceAll(',', '\t'), '"c"\t\t7']],
  [{ format: 'cloudfront', columns }, [row.replaceAll(',', '\t'), `-\t-\t${AT_MS}`, `%20\t-\t${AT_MS}`]],
  [
    { format: 'cloudwatch-logs' },
    [
      JSON.stringify({ messageType: 'DATA_MESSAGE', logEvents: [{ message: object }, { message: escaped }, {}] }),
      '{"messageType":"CONTROL_MESSAGE"}',
    ],
  ],
];

/** What the table holds after an invocation. */
async function fold(pipeline: Pipeline, path: 'plain' | 'strict', source: MemorySource, records: StreamRecord[]) {
  const table = new MemoryTable();
  const deps = { pipeline, path, source, state: table, clock: { now: () => 0, sleep: () => Promise.resolve() } };
  const invocation = { shardId: 'shard-0', records, window: { startMs: 0, endMs: 1 }, isFinal: true };
  await aggregate(invocation, deps);
  return [...table.items];
}

const FORMS = {
  plain: (bytes: Buffer) => bytes,
  base64: (bytes: Buffer) => bytes,
  gzip: (bytes: Buffer) => gzipSync(bytes),
  brotli: (bytes: Buffer) => brotliCompressSync(bytes),
};

test.each(SOURCES)('%j is read both ways the same, to the bit, whatever the records hold', async (given, pieces) => {
  const pipeline = define(given);
  const text = fc
    .tuple(fc.array(fc.constantFrom(...pieces), { maxLength: 5 }), fc.option(fc.integer(), { freq: 2 }))
    .map(([parts, seed]) => {
      const bytes = Buffer.from(parts.join('\n'));
      return seed === null ? bytes : mutate(bytes, seededRandom(seed));
    });
  const record = fc.tuple(text, fc.constantFrom(...(Object.keys(FORMS) as (keyof typeof FORMS)[])));
  await fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 5 }), async contents => {
      const source = new MemorySource();
      const records = contents.map(([bytes, form]) => {
        const data = FORMS[form](bytes);
        const stored = source.put('shard-0', data, ARRIVAL_MS);
        return form === 'base64' ? { ...stored, base64: data.toString('base64') } : stored;
      });
      const strict = await fold(pipeline, 'strict', source, records);
      expect(strict).toStrictEqual(await fold(pipeline, 'plain', source, records));
    }),
    { numRuns: 150 },
  );
});
