import { readEnvironment } from '../../../lambda/produce/environment';

describe('the environment of the produce function', () => {
  it('is read', () => {
    const environment = readEnvironment({ TARGET_STREAM: 'views', EVENTS_PER_SECOND: '2.5', TEMPLATE: '' });
    expect(environment).toMatchObject({ targetStream: 'views', template: undefined });
    expect(environment.rate(0)).toBe(2.5);
  });

  it('shapes the rate', () => {
    const { rate } = readEnvironment({ TARGET_STREAM: 'views', EVENTS_PER_SECOND: '10', RATE_SHAPE: 'daily' });
    expect(rate(15 * 3_600_000)).toBeCloseTo(15);
  });

  it('is refused in one line that names all that is wrong', () => {
    expect(() => readEnvironment({ EVENTS_PER_SECOND: '1e3', RATE_SHAPE: 'wild' })).toThrow(
      'environment: TARGET_STREAM: expected the name of a stream: ""; EVENTS_PER_SECOND: expected more than 0 and at most 10000: "1e3"; ' +
        'RATE_SHAPE: expected constant, daily, weekly: "wild"',
    );
    for (const perSecond of ['', '0', '-1', '10001', 'NaN']) {
      expect(() => readEnvironment({ TARGET_STREAM: 's', EVENTS_PER_SECOND: perSecond })).toThrow(
        /^environment: EVENTS_PER_SECOND/,
      );
    }
  });
});
