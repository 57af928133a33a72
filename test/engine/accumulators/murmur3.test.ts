import { murmur3 } from '../../../engine/accumulators/murmur3';

/** With room behind the text. */
function viewOf(text: string): DataView {
  return new DataView(new Uint8Array([...Buffer.from(text), 0, 0, 0]).buffer);
}

function hex(text: string, seed: number): string {
  const words = new Uint32Array(4);
  murmur3(viewOf(text), Buffer.byteLength(text), seed, words);
  return [...words].map(word => word.toString(16).padStart(8, '0')).join('');
}

/** Published with PeterScott/murmur3 (test.c) and karanlyons/murmurHash3.js (README). */
test.each([
  ['Hello, world!', 123, '61c9129e5a1aacd7a41621629e37c886'],
  ['Hello, world!', 321, 'd5fbdcb3c26c4193045880c5a7170f0f'],
  ['xxxxxxxxxxxxxxxxxxxxxxxxxxxx', 123, '5e40bab278825a164cf929d31fec6047'],
  ['', 123, 'fedc524526f3e79926f3e79926f3e799'],
  ['', 0, '00000000000000000000000000000000'],
  ["I will not buy this tobacconist's, it is scratched.", 0, '9b5b7ba2ef3f7866889adeaf00f3f98e'],
])('the hash of %j with seed %i is the published one', (text, seed, expected) => {
  expect(hex(text, seed)).toBe(expected);
});

test('bytes after the length do not count', () => {
  const [a, b] = [new Uint32Array(4), new Uint32Array(4)];
  murmur3(viewOf('abcde-rest'), 5, 7, a);
  murmur3(viewOf('abcde'), 5, 7, b);
  expect(a).toEqual(b);
});
