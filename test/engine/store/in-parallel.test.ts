import { inParallel } from '../../../engine/store/in-parallel';

describe('work in parallel', () => {
  it('keeps the order of its results, and to its limit', async () => {
    let underWay = 0;
    let most = 0;
    const doubled = await inParallel([1, 2, 3, 4, 5], 2, async one => {
      most = Math.max(most, ++underWay);
      await Promise.resolve();
      underWay--;
      return 2 * one;
    });
    expect(doubled).toEqual([2, 4, 6, 8, 10]);
    expect(most).toBe(2);
  });

  it('begins nothing after a failure, and throws it once all that was under way has ended', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    let release: () => void = () => undefined;
    const held = new Promise<void>(done => (release = done));
    let isRejected = false;
    const all = inParallel([0, 1, 2, 3], 2, async one => {
      begun.push(one);
      if (one === 0) throw new Error('first');
      await held;
      ended.push(one);
      throw new Error('second');
    }).catch((error: Error) => {
      isRejected = true;
      return error.message;
    });
    await new Promise(setImmediate);
    expect(isRejected).toBe(false);
    release();
    expect(await all).toBe('first');
    expect(begun).toEqual([0, 1]);
    expect(ended).toEqual([1]);
  });
});
