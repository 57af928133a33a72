import fc from 'fast-check';
import { DelayLine, type DelayOptions } from '../../producer/delay';
import { seededRandom } from '../../producer/random';

const line = (options: DelayOptions, seed = 1): DelayLine<number> => new DelayLine(options, seededRandom(seed));

/** Offers events 0 to count - 1, one every ms; gives [event, sent at]. */
function send(delay: DelayLine<number>, count: number): [number, number][] {
  const sent: [number, number][] = [];
  for (let now = 0; now < count; now += 1) {
    for (const event of [...delay.due(now), ...delay.offer(now, now)]) sent.push([event, now]);
  }
  for (const event of delay.due(Infinity)) sent.push([event, Infinity]);
  return sent;
}

describe('the delay line', () => {
  it('delays the share asked for, by a fixed time, and loses nothing', () => {
    const delay = line({ share: 0.1, distribution: { kind: 'fixed', ms: 50 } });
    const sent = send(delay, 10_000);
    expect(sent.map(([event]) => event).sort((a, b) => a - b)).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
    expect(delay.delayed).toBeGreaterThan(900);
    expect(delay.delayed).toBeLessThan(1_100);
    const delays = sent.filter(([, at]) => at !== Infinity).map(([event, at]) => at - event);
    expect(new Set(delays)).toEqual(new Set([0, 50]));
  });

  it('keeps the order of those that are not delayed, and of those delayed by the same time', () => {
    const sent = send(line({ share: 0.3, distribution: { kind: 'fixed', ms: 20 } }), 1_000);
    const onTime = sent.filter(([event, at]) => at === event).map(([event]) => event);
    const late = sent.filter(([event, at]) => at !== event).map(([event]) => event);
    expect(onTime).toEqual([...onTime].sort((a, b) => a - b));
    expect(late).toEqual([...late].sort((a, b) => a - b));
  });

  it.each([
    ['uniform', { kind: 'uniform', minMs: 100, maxMs: 300 } as const, 200],
    ['exponential', { kind: 'exponential', meanMs: 200 } as const, 200],
  ])('delays by a %s time, at most the maximum', (_, distribution, meanMs) => {
    const delays = send(line({ share: 1, distribution, maxMs: 2_000 }), 20_000)
      .filter(([, at]) => at !== Infinity)
      .map(([event, at]) => at - event);
    expect(Math.max(...delays)).toBeLessThanOrEqual(2_000);
    expect(Math.abs(delays.reduce((sum, ms) => sum + ms, 0) / delays.length - meanMs)).toBeLessThan(10);
  });

  it('holds at most so many: past it the one due next goes before its time', () => {
    const delay = line({ share: 1, distribution: { kind: 'fixed', ms: 1_000 }, heldMax: 3 });
    expect([1, 2, 3, 4, 5].map(event => delay.offer(event, 0))).toEqual([[], [], [], [1], [2]]);
    expect(delay.due(1_000)).toEqual([3, 4, 5]);
  });

  it('releases in the order of due times, whatever they are', () =>
    fc.assert(
      fc.property(fc.array(fc.nat(50)), times => {
        const delay = new DelayLine<number>({ share: 1, distribution: { kind: 'fixed', ms: 0 } }, seededRandom(1));
        times.forEach((time, i) => delay.offer(i, time));
        const expected = times.map((time, i) => ({ time, i })).sort((a, b) => a.time - b.time || a.i - b.i);
        expect(delay.due(Infinity)).toEqual(expected.map(({ i }) => i));
      }),
    ));
});
