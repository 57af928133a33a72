import fc from 'fast-check';
import { count, definePipeline, epochMillis, integer, number, string, tumbling } from 'tidemark';
import { readBothWays } from '../../../bench/compare-paths';
import { EventText } from '../../../engine/scan/event-text';
import { Shapes } from '../../../engine/scan/shapes';
import { Slots } from '../../../engine/scan/slots';

const pipelineOf = () =>
  definePipeline({
    name: 'shapes',
    event: { who: string(), amount: number().optional(), n: integer().optional(), at: epochMillis() },
    eventTime: 'at',
    queries: { q: { groupBy: ['who'], window: tumbling('1 minute'), select: { n: count() } } },
  });

/** Events as a producer writes them that has a fixed order and spacing. */
const written = fc.record({
  order: fc.shuffledSubarray(['amount', 'n', 'extra', 'nested'], {}),
  colon: fc.constantFrom(':', ': ', ' : '),
  comma: fc.constantFrom(',', ', ', ',  '),
  end: fc.constantFrom('}', ' }', '} '),
});
const values = fc.record({
  who: fc.constantFrom('AAA', 'Zoë', 'a longer name of more than eight bytes', '', 'with \\" quote'),
  amount: fc.constantFrom('1.5', '-0', 'null', '1e3', '12345678901234567', '0.25', '"1"'),
  n: fc.constantFrom('7', 'null', '1.0', '007', '999999999'),
  extra: fc.constantFrom('true', '"text"', '{"a":[1,2]}', 'nul'),
  nested: fc.constantFrom('{"who":"x"}', '[]', '-1.5e3'),
  at: fc.constantFrom('1790856000005', '0', '-1'),
});

function text({ order, colon, comma, end }: { order: string[]; colon: string; comma: string; end: string }) {
  return (value: Record<string, string>) => {
    const fields = ['who', ...order, 'at'].map(name => {
      const json = name === 'who' ? `"${value[name]!}"` : value[name]!;
      return `"${name}"${colon}${json}`;
    });
    return Buffer.from(`{${fields.join(comma)}${end}`);
  };
}

test('events of a few shapes, each come often, are read as JSON.parse and the schema read them', () => {
  fc.assert(
    fc.property(
      fc.array(written, { minLength: 1, maxLength: 6 }),
      fc.array(fc.tuple(fc.nat(5), values), { minLength: 100, maxLength: 150 }),
      (shapes, events) => {
        const pipeline = pipelineOf();
        for (const [which, value] of events) {
          const line = text(shapes[which % shapes.length]!)(value);
          const { strict, plain } = readBothWays(pipeline, line);
          expect(strict).toBe(plain);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('an event that is cut short anywhere is no event of the shape it began with', () => {
  const pipeline = pipelineOf();
  const whole = Buffer.from('{"who":"AAA","amount":1.25,"n":12,"other":[1],"at":1790856000005}');
  for (let i = 0; i < 20; i++) expect(readBothWays(pipeline, whole).isScanned).toBe(true);
  for (let length = 0; length < whole.length; length++)
    expect(readBothWays(pipeline, whole.subarray(0, length)).strict).toMatch(/^bad/);
});

function learn(compile?: ConstructorParameters<typeof Shapes>[2]): { shapes: Shapes; read(): number } {
  const text = new EventText();
  text.load(Buffer.from('{"a":1}'));
  const one = (at: number): number => (text.bytes[at] === 0x31 ? at + 1 : -1);
  const reader = {
    slots: new Slots(1, text),
    readers: [one],
    takesText: [false],
    words: () => text.words,
    skip: () => -1,
    skipRest: () => -1,
  };
  const shapes = new Shapes(text, reader, compile);
  for (let i = 0; i < 40; i++) {
    shapes.begin(0);
    shapes.value(0, 5, 6);
    shapes.end(7);
  }
  return { shapes, read: () => shapes.read(0) };
}

test('a shape that came often has a reader of its own', () => {
  expect(learn().read()).toBe(7);
});

test('where code from text is forbidden no shape is learned, and nothing fails', () => {
  const forbidden = (): never => {
    throw new EvalError('Code generation from strings disallowed for this context');
  };
  expect(learn(forbidden).read()).toBe(-1);
});
