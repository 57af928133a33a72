import fc from 'fast-check';
import { parseFieldPath } from '../../../engine/definition/field-path';

describe('a path to a value', () => {
  it.each([
    ['page', ['page']],
    ['context.page.url', ['context', 'page', 'url']],
    ['data[0].price', ['data', 0, 'price']],
    ['a[12][3]', ['a', 12, 3]],
    ['a."x.y".b', ['a', 'x.y', 'b']],
    ['"a b"[0]', ['a b', 0]],
    ['"say \\"hi\\""', ['say "hi"']],
    ['"\\u00e9"', ['é']],
    ['""', ['']],
    ['@timestamp', ['@timestamp']],
    ['user-agent.größe', ['user-agent', 'größe']],
    ['0.1', ['0', '1']],
  ])('%s is read', (text, steps) => expect(parseFieldPath(text)).toEqual(steps));

  it.each([
    ['', 'expected a name', 0],
    ['.a', 'expected a name', 0],
    ['[0].a', 'expected a name', 0],
    ['a..b', 'expected a name', 2],
    ['a.', 'expected a name', 2],
    ['a.[0]', 'expected a name', 2],
    ['a[x]', 'expected a place such as [0], to [9999]', 1],
    ['a[-1]', 'expected a place such as [0], to [9999]', 1],
    ['a[01]', 'expected a place such as [0], to [9999]', 1],
    ['a[10000]', 'expected a place such as [0], to [9999]', 1],
    ['a[0', 'expected a place such as [0], to [9999]', 1],
    ['a[0]b', 'expected . or [', 4],
    ['a b', 'expected . or [', 1],
    ['a"b"', 'expected . or [', 1],
    ['a."b', 'expected a name', 2],
    ['a."\\x"', 'expected a name', 2],
    ['a]', 'expected . or [', 1],
    [Array.from({ length: 17 }, () => 'a').join('.'), 'more than 16 steps', 32],
    ['a'.repeat(513), 'longer than 512 characters', 512],
  ])('%s is none, and the mistake has a place', (text, message, at) =>
    expect(parseFieldPath(text)).toEqual({ message, at }),
  );

  it('of any steps, each in quotes, is read back', () =>
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        fc.array(fc.oneof(fc.string({ maxLength: 20 }), fc.nat(9999)), { maxLength: 15 }),
        (first, steps) => {
          const text = steps
            .map(step => (typeof step === 'number' ? `[${step}]` : `.${JSON.stringify(step)}`))
            .join('');
          fc.pre(text.length < 400);
          expect(parseFieldPath(JSON.stringify(first) + text)).toEqual([first, ...steps]);
        },
      ),
    ));
});
