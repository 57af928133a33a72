import { change, ema, lag, rsi, sma, value } from '../../../engine/definition/series-values';
import { valuesOf } from './support';

describe('a function along the windows', () => {
  it('has no value until there are as many windows as it takes', () => {
    expect(valuesOf(sma('v', 3), [1, 2, 6])).toEqual([null, null, 3]);
    expect(valuesOf(lag('v', 2), [1, 2, 6, 8])).toEqual([null, null, 1, 2]);
    expect(valuesOf(rsi('v', 2), [1, 2, 3])).toEqual([null, null, 100]);
    expect(valuesOf(value('v'), [1, 2])).toEqual([1, 2]);
  });

  it('passes over windows without a value, within twice as many windows as it takes', () => {
    expect(valuesOf(sma('v', 2), [4, 6], [0, 3])).toEqual([null, 5]);
    expect(valuesOf(sma('v', 2), [4, 6], [0, 4])).toEqual([null, null]);
    expect(valuesOf(sma('v', 2), [4, null, 6, null])).toEqual([null, null, 5, null]);
    expect(valuesOf(change('v', 1), [4, null, 6], [0, 1, 3])).toEqual([null, null, 2]);
    expect(valuesOf(change('v', 1), [4, 6], [0, 4])).toEqual([null, null]);
  });

  it('is seeded by the mean of the first n, then weighs the latest window by 2 / (n + 1)', () => {
    expect(valuesOf(ema('v', 3), [2, 4, 6, 8])).toEqual([null, null, 4, 6]);
  });

  it('begins anew after a gap that is too long, and goes on after a shorter one', () => {
    expect(valuesOf(ema('v', 3), [2, 4, 6, 8], [0, 1, 2, 7])).toEqual([null, null, 4, 6]);
    expect(valuesOf(ema('v', 3), [2, 4, 6, 8, 9, 10], [0, 1, 2, 8, 9, 10])).toEqual([null, null, 4, null, null, 9]);
  });
});
