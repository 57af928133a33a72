import { boolean, count, definePipeline, epochMillis, integer, number, string, tumbling } from 'tidemark';
import { readBothWays } from '../../../bench/compare-paths';

const pipeline = definePipeline({
  name: 'a',
  event: {
    room: string().optional(),
    celsius: number().optional(),
    n: integer().optional(),
    on: boolean().optional(),
    at: epochMillis(),
  },
  eventTime: 'at',
  queries: { all: { window: tumbling('1 hour'), select: { n: count() } } },
});

test.each([
  ['"celsius":"21,5"', 'celsius: expected number, got string "21,5"'],
  ['"celsius":true', 'celsius: expected number, got boolean true'],
  ['"celsius":[21.5]', 'celsius: expected number, got array'],
  ['"celsius":{"value":21.5}', 'celsius: expected number, got object'],
  ['"celsius":1e999', 'celsius: expected number, got one out of range'],
  ['"n":""', 'n: expected integer, got string ""'],
  ['"on":1', 'on: expected boolean, got number 1'],
  ['"room":-0.5', 'room: expected string, got number -0.5'],
  ['"room":1e999', 'room: expected string, got a number out of range'],
  [String.raw`"celsius":"\u001b[2J"`, String.raw`celsius: expected number, got string "\u001b[2J"`],
  ['"celsius":"\u202e5"', String.raw`celsius: expected number, got string "\u202e5"`],
  [`"celsius":"${'x'.repeat(5_000)}"`, `celsius: expected number, got string "${'x'.repeat(38)}…`],
])('%s is refused with its type and what it is, bounded and printable, by both ways to read', (field, reason) => {
  const { strict, plain } = readBothWays(pipeline, Buffer.from(`{${field},"at":1}`));
  expect([strict, plain]).toEqual([`bad: ${reason}`, `bad: ${reason}`]);
});
