import fc from 'fast-check';
import { boolean, epochMicros, epochNanos, epochSeconds, integer, isoTime, number, string, time } from 'tidemark';
import { readBothWays } from '../../../bench/compare-paths';
import { mutate } from '../../../bench/mutate';
import { EventReader } from '../../../engine/scan/event-reader';
import { seededRandom } from '../../../producer/random';
import { pipelineOf } from '../events/support';

const schema = () =>
  pipelineOf({
    top: string().optional(),
    deep: string({ at: 'a.b.c' }).optional(),
    text: number({ at: 'a.n', text: true }).optional(),
    whole: integer({ at: 'a.i', text: true }).optional(),
    on: boolean({ at: 'a.b.on', text: true }).optional(),
    first: number({ at: 'list[0].p' }).optional(),
    third: string({ at: 'list[2]' }).optional(),
    both: string({ at: 'list.name' }).optional(),
    quoted: string({ at: '"x.y"."ü \\"z\\""' }).optional(),
    seconds: epochSeconds({ at: 't.s', text: true }).optional(),
    micros: epochMicros({ at: 't.us', text: true }).optional(),
    nanos: epochNanos({ at: 't.ns', text: true }).optional(),
    bare: epochNanos({ at: 't.bare' }).optional(),
    iso: isoTime({ at: 't.iso', zone: 'Australia/Sydney' }).optional(),
    apache: time({ at: 't.log', format: 'dd/MMM/yyyy:HH:mm:ss Z' }).optional(),
  });

const leaf = fc.oneof(
  fc.constantFrom(
    '"x"', '""', 'null', 'true', '"true"', '"false"', '1', '"1"', '"1.5"', '-0', '"-0"', '"1e3"', '" 1"', '"01"', '1e400',
    '"12345678901234567890"', '123456789012345678', '1790856000005123', '"1790856000005123"', '1790856000005123456',
    '1790856000005999999', '"1790856000005999999"', '4790856000005999999', '1790856000.25', '"1790856000.25"', '"é😀"', '"\\u0061"',
    '"2026-10-01 10:00:00"', '"2026-10-01T10:00:00Z"', '"10/Oct/2026:13:55:36 -0700"', '"31/Feb/2026:13:55:36 -0700"', '{}', '[]', '[1]',
  ), // prettier-ignore
  fc.json({ maxDepth: 2 }),
);
const name = fc.constantFrom(
  'top', 'a', 'b', 'c', 'n', 'i', 'on', 'list', 'p', 'name', 'x.y', 'ü "z"', 't', 's', 'us', 'ns', 'bare', 'iso', 'log', 'other',
); // prettier-ignore
const blank = fc.constantFrom('', '', '', ' ', '\t', '\r', '  ');

/** JSON whose names come in any order and number, spelt plainly or by escapes. */
const { value } = fc.letrec<{ value: string; object: string; array: string }>(tie => ({
  value: fc.oneof({ maxDepth: 4, depthSize: 'medium' }, leaf, tie('object'), tie('object'), tie('array')),
  object: fc
    .array(fc.tuple(name, fc.nat(9), tie('value'), blank, blank), { maxLength: 6 })
    .map(
      all => `{${all.map(([n, how, v, before, after]) => `${before}${spelt(n, how)}${after}:${before}${v}`).join()}}`,
    ),
  array: fc.array(tie('value'), { maxLength: 4 }).map(all => `[${all.join()}]`),
}));

function spelt(text: string, how: number): string {
  const plain = JSON.stringify(text);
  return how === 0 ? plain.replace(/[a-z]/, c => `\\u00${c.charCodeAt(0).toString(16)}`) : plain;
}

/** As producers write them: places that fields are read from, most of them once. */
const parts = fc.tuple(
  fc.array(fc.tuple(fc.constantFrom('c', 'on'), leaf), { maxLength: 3 }),
  fc.array(fc.tuple(fc.constantFrom('n', 'i', 'other'), fc.oneof(leaf, value)), { maxLength: 3 }),
  fc.array(fc.tuple(fc.constantFrom('s', 'us', 'ns', 'bare', 'iso', 'log'), leaf), { maxLength: 4 }),
  fc.array(
    fc.oneof(
      leaf,
      leaf.map(p => `{"p":${p}}`),
    ),
    { maxLength: 5 },
  ),
);
const likely = fc
  .tuple(parts, fc.shuffledSubarray(['a', 't', 'list', 'top', 'other', 'a2']))
  .map(([[b, a, t, list], order]) => {
    const object = (all: readonly (readonly [string, string])[]) => `{${all.map(([n, v]) => `"${n}":${v}`).join()}}`;
    const texts: Record<string, string> = {
      a: `"a":${object([['b', object(b)], ...a])}`,
      a2: `"a":${object(a)}`,
      t: `"t":${object(t)}`,
      list: `"list":[${list.join()}]`,
      top: '"top":"x"',
      other: '"other":{"a":{"b":{"c":1}}}',
    };
    return `{${order.map(part => `${texts[part]!},`).join('')}"clock":1790856000005}`;
  });

const document = fc.oneof(
  likely,
  value.map(v => (v.startsWith('{') ? v.replace(/^\{/, v === '{}' ? '{"clock":5' : '{"clock":5,') : v)),
);

test('nested documents with names that come twice are read as JSON.parse and the schema read them', () => {
  let scanned = 0;
  fc.assert(
    fc.property(
      fc.array(document, { minLength: 1, maxLength: 4 }),
      fc.option(fc.integer(), { freq: 3 }),
      (documents, seed) => {
        const pipeline = schema();
        // Often enough that readers of their shapes are compiled.
        for (let i = 0; i < 20 * documents.length; i++) {
          const text = Buffer.from(documents[i % documents.length]!);
          const line = seed === null ? text : mutate(text, seededRandom(seed + (i % 7)));
          const { strict, plain, isScanned } = readBothWays(pipeline, line);
          expect(strict).toBe(plain);
          if (isScanned) scanned++;
        }
      },
    ),
    { numRuns: 150 },
  );
  expect(scanned).toBeGreaterThan(300);
});

test('values vary within a shape that is known, and each is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(leaf, leaf, leaf, fc.array(leaf, { maxLength: 3 })), { minLength: 60, maxLength: 80 }),
      values => {
        const pipeline = schema();
        for (const [a, b, c, more] of values) {
          const list = [`{"p":${a},"q":${b}}`, c, '"third"', ...more].join();
          const lines = [
            `{"a":{"b":{"c":"${'x'.repeat(more.length)}"},"n":${a},"skip":${b}},"list":[${list}],"clock":1790856000005}`,
            `{"a":${b},"list":${c},"t":{"us":${a}},"clock":1790856000005}`,
          ];
          for (const line of lines) {
            const { strict, plain } = readBothWays(pipeline, Buffer.from(line));
            expect(strict).toBe(plain);
          }
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('a nested event of a known shape is read without JSON.parse, whatever follows in its array', () => {
  const pipeline = schema();
  const isScanned = (more: string) =>
    readBothWays(
      pipeline,
      Buffer.from(
        `{"a":{"b":{"c":"x"},"n":"0.5"},"list":[{"p":1},2,"z"${more}],"t":{"ns":"1790856000005999999"},"clock":1790856000005}`,
      ),
    ).isScanned;
  for (let i = 0; i < 40; i++) expect(isScanned(i % 2 ? ',{"p":[1,"]"]} , 5' : '')).toBe(true);
});

test('a name that is no UTF-8 is refused however often it comes', () => {
  const pipeline = schema();
  const line = Buffer.concat([Buffer.from('{"'), Buffer.of(0xff), Buffer.from('":1,"clock":5}')]);
  for (let i = 0; i < 40; i++) expect(readBothWays(pipeline, line).strict).toBe('bad: invalid UTF-8');
});

test.each([1, 13, 16, 19])(
  'a text that fills its buffer and ends in a number of %d digits is read to its end',
  digits => {
    const pipeline = schema();
    for (let spare = 0; spare <= 48; spare++) {
      const end = `"t":{"us":${'1'.repeat(digits)}`;
      const line = Buffer.from(`{"clock":5,"other":"${'x'.repeat(64 * 1024 - spare - end.length - 22)}",${end}`);
      const reader = new EventReader(pipeline);
      reader.text.load(line);
      expect(reader.read(0)).toBe('bad');
      expect(reader.reason).toBe('invalid JSON');
    }
  },
);
