import { Reasons } from '../../cli/reasons';

describe('reasons', () => {
  it('count together where they differ in the value only, the most frequent first', () => {
    const reasons = new Reasons();
    reasons.add('price: missing', 'line 1', '{}');
    for (const value of ['"a"', '"b: c"', '"17"', '"cut…', '"d: \\"e"'])
      reasons.add(`at: expected ISO time, got ${value}: no time zone`, 'line 2', 'x');
    expect(reasons.lines()).toEqual([
      '  5 × at: expected ISO time, got "a": no time zone (line 2: x)',
      '  1 × price: missing (line 1: {})',
    ]);
  });

  it('count apart where they differ in more than the value', () => {
    const reasons = new Reasons();
    const long = `"${'x'.repeat(58)}…`;
    for (const text of [
      ...['an object', 'a Date', 'symbol', 'bigint 17', 'string "a"', '3', 'boolean true'].map(
        got => `x: expected text, got ${got}`,
      ),
      ...['threw an object', 'threw null', 'threw symbol'].map(threw => `x: ${threw}`),
      ...[': no time zone', ': a day that does not exist', ''].map(why => `at: expected ISO time, got ${long}${why}`),
    ])
      reasons.add(text, 'line 1', 'x');
    expect(reasons.lines().filter(line => line.startsWith('  1 × '))).toHaveLength(10);
    expect(reasons.lines().at(-1)).toBe('  3 × other reasons');
    reasons.add('x: expected text, got bigint -18', 'line 2', 'x');
    reasons.add('x: expected text, got string "b: \\"c"', 'line 2', 'x');
    reasons.add('x: expected text, got -1.5e-7', 'line 2', 'x');
    expect(reasons.lines().filter(line => line.startsWith('  2 × '))).toHaveLength(3);
  });

  it('stay bounded in number and length, whatever comes, and print no control character', () => {
    const reasons = new Reasons();
    const letters = (i: number) => i.toString(2).replaceAll('0', 'a').replaceAll('1', 'b');
    for (let i = 0; i < 5_000; i++)
      reasons.add(`\u001b[2J${letters(i)} ${'x'.repeat(5_000)}`, 'line 1', 'y'.repeat(5_000));
    const lines = reasons.lines();
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toBe('  4990 × other reasons');
    expect(Math.max(...lines.map(line => line.length))).toBeLessThan(400);
    expect(lines.join('')).not.toContain('\u001b');
  });
});
