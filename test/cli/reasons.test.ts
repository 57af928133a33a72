import { Reasons } from '../../cli/reasons';

describe('reasons', () => {
  it('count together where they differ in the value only, the most frequent first', () => {
    const reasons = new Reasons();
    reasons.add('price: missing', 'line 1', '{}');
    for (const value of ['"a"', '"b: c"', '17', 'string "d: e"', 'number 18'])
      reasons.add(`at: expected ISO time, got ${value}: no time zone`, 'line 2', 'x');
    expect(reasons.lines()).toEqual([
      '  5 × at: expected ISO time, got "a": no time zone (line 2: x)',
      '  1 × price: missing (line 1: {})',
    ]);
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
