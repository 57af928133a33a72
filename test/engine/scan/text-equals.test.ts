import { count, definePipeline, epochMillis, string, tumbling } from 'tidemark';
import { readBothWays } from '../../../bench/compare-paths';

/** `who = literal`, for events whose `who` is this JSON. */
function verdicts(literal: string, who: readonly string[]): ReturnType<typeof readBothWays>[] {
  const pipeline = definePipeline({
    name: 'equals',
    event: { who: string().optional(), other: string().optional(), at: epochMillis() },
    derive: { isIt: `who = '${literal}'`, isNot: `not isIt`, length: 'length(who)', both: `isIt and other = 'x'` },
    eventTime: 'at',
    queries: { q: { where: 'isIt', window: tumbling('1 minute'), select: { n: count() } } },
  });
  return who.map(json => readBothWays(pipeline, Buffer.from(`{"who":${json},"other":"x","at":1790856000005}`)));
}

const isIt = ({ strict }: ReturnType<typeof readBothWays>): string | undefined => /^isIt=\w+:(.*)$/m.exec(strict)?.[1];

test('a field is compared with a text by its bytes', () => {
  const seen = verdicts('Zoë', ['"Zoë"', '"Zo"', '"Zoëx"', '"Zoé"', '"zoë"', '""', 'null']);
  expect(seen.map(isIt)).toEqual(['true', 'false', 'false', 'false', 'false', 'false', 'null']);
  for (const { strict, plain, isScanned } of seen) expect([strict, isScanned]).toEqual([plain, true]);
});

test('a field written with escapes is compared by what it says', () => {
  const seen = verdicts('Zoë', ['"Zo\\u00eb"', '"\\u005aoë"', '"Zo\\"ë"']);
  expect(seen.map(isIt)).toEqual(['true', 'true', 'false']);
  for (const { strict, plain } of seen) expect(strict).toBe(plain);
});

test('half of a surrogate pair in a definition is no text of an event, also not of the sign that stands for it', () => {
  const seen = verdicts('\ud800', ['"\ufffd"', '"\\ud800"', '"x"']);
  for (const { strict, plain } of seen) expect(strict).toBe(plain);
  expect(seen.map(isIt)).toEqual(['false', 'false', 'false']);
});
