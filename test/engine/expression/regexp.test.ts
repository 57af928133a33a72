import fc from 'fast-check';
import { compileRegexp } from '../../../engine/expression/functions/regexp';

/** Patterns over few letters, and whether each matches the empty text: what repeats that is another matter in JavaScript. */
const { pattern } = fc.letrec<{ pattern: Part; part: Part; atom: Part }>(tie => ({
  pattern: fc
    .array(fc.array(tie('part'), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 })
    .map(branches => ({
      text: branches.map(parts => parts.map(({ text }) => text).join('')).join('|'),
      isEmpty: branches.some(parts => parts.every(({ isEmpty }) => isEmpty)),
    })),
  part: fc
    .tuple(tie('atom'), fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{0,2}', '{1,}?'))
    .map(([atom, times]) => {
      const { text, isEmpty } = atom;
      return isEmpty && times !== ''
        ? { text, isEmpty }
        : { text: text + times, isEmpty: isEmpty || /^[*?]|^\{0/.test(times) };
    }),
  atom: fc.oneof(
    { maxDepth: 4 },
    fc
      .constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\W', '\\d', '\\s', '[a-b1]')
      .map(text => ({ text, isEmpty: false })),
    fc.constantFrom('^', '$', '\\b', '\\B').map(text => ({ text, isEmpty: true })),
    tie('pattern').map(inside => ({ ...inside, text: `(${inside.text})` })),
    tie('pattern').map(inside => ({ ...inside, text: `(?:${inside.text})` })),
  ),
}));

interface Part {
  readonly text: string;
  readonly isEmpty: boolean;
}

test('matches what JavaScript matches, with the same groups', () => {
  const texts = fc
    .array(fc.constantFrom('a', 'b', '1', ' ', '\n', '-'), { maxLength: 8 })
    .map(letters => letters.join(''));
  fc.assert(
    fc.property(pattern, texts, ({ text: pattern }, text) => {
      const expected = new RegExp(pattern).exec(text);
      const found = compileRegexp(pattern)(text);
      expect(found?.[0]).toBe(expected?.[0]);
      if (!/[*+?}]/.test(pattern.replaceAll('(?:', ''))) expect(found).toEqual(expected && [...expected]);
    }),
    { seed: 1, numRuns: 5_000 },
  );
});

test.each([
  ['(a)|(b)', 'b', ['b', undefined, 'b']],
  ['(a+)(b+)', 'xaabbb', ['aabbb', 'aa', 'bbb']],
  ['(?:(a)|b)*', 'ab', ['ab', 'a']],
  ['^(\\w+)@(\\w+)\\.com$', 'ann@example.com', ['ann@example.com', 'ann', 'example']],
])('finds the groups of %s in %p', (pattern, text, groups) => {
  expect(compileRegexp(pattern)(text)).toEqual(groups);
});

test.each([
  ['(', 'a group is not closed (character 2)'],
  ['a)', 'unexpected ) (character 2)'],
  ['*a', 'nothing to repeat by * (character 1)'],
  ['a|+', 'nothing to repeat by + (character 3)'],
  ['a**', 'nothing to repeat by * (character 3)'],
  ['a{2}{3}', 'nothing to repeat by { (character 5)'],
  ['a{', '{ stands for itself only as \\{ (character 2)'],
  ['{', 'nothing to repeat by { (character 1)'],
  ['a{,3}', '{ stands for itself only as \\{ (character 2)'],
  ['a{3,2}', 'a repetition is at most {0,1000} (character 2)'],
  ['a{1001}', 'a repetition is at most {0,1000} (character 2)'],
  ['[a', 'a class is not closed (character 3)'],
  ['[b-a]', 'no range from "b" to "a" (character 3)'],
  ['[[:digit:]]', 'named classes are not known; write \\d, \\w, \\s or a range (character 2)'],
  ['a\\', 'it ends with a backslash (character 3)'],
  ['\\1', '\\1 is not known (character 3)'],
  ['\\p{L}', '\\p is not known (character 3)'],
  ['(?=a)', 'only groups ( ) and (?: ) are known (character 2)'],
  ['(?i)a', 'only groups ( ) and (?: ) are known (character 2)'],
  ['(?:a{100}){100}', 'more than 2000 steps'],
  ['(?:(?:(?:){1000}){1000}){1000}', 'more than 2000 steps'],
  ['('.repeat(999), 'groups more than 50 deep (character 52)'],
  ['a'.repeat(1001), '1001 characters are more than 1000'],
])('refuses %s', (pattern, problem) => {
  expect(() => compileRegexp(pattern)).toThrow(`regular expression: ${problem}`);
});
