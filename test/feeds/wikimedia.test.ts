import { decode, trade } from './support/decode';

describe('wikimedia', () => {
  const CHANGE = {
    $schema: '/mediawiki/recentchange/1.0.0',
    meta: {
      uri: 'https://en.wikipedia.org/wiki/Watermark',
      id: '29a4f33e',
      domain: 'en.wikipedia.org',
      stream: 'mediawiki.recentchange',
      dt: '2026-05-01T12:00:00.123Z',
    },
    id: 1234,
    type: 'edit',
    namespace: 0,
    title: 'Watermark',
    comment: 'a "comment"',
    timestamp: 1777636800,
    user: 'Ada',
    bot: false,
    length: { old: 100, new: 142 },
    wiki: 'enwiki',
  };
  const fields = {
    id: '"29a4f33e"',
    time: '"2026-05-01T12:00:00.123Z"',
    wiki: '"enwiki"',
    domain: '"en.wikipedia.org"',
    type: '"edit"',
    title: '"Watermark"',
    user: '"Ada"',
    bot: 'false',
    namespace: '0',
    bytes: '42',
  };

  it('gives changes, small', () => {
    expect(decode('wikimedia', CHANGE)).toEqual(trade(fields, Date.parse('2026-05-01T12:00:00.123Z')));
    expect(decode('wikimedia', { ...CHANGE, length: { old: null, new: 9 } })).toMatchObject({
      events: [{ fields: { bytes: '9' } }],
    });
    const { length: _, ...logged } = CHANGE;
    expect(decode('wikimedia', logged).events![0]!.fields).not.toHaveProperty('bytes');
  });

  it('leaves out the service’s own tests, and tells what cannot be read', () => {
    expect(decode('wikimedia', { ...CHANGE, meta: { ...CHANGE.meta, domain: 'canary' } })).toEqual({});
    expect(decode('wikimedia', { ...CHANGE, meta: { ...CHANGE.meta, dt: 'yesterday' } })).toMatchObject({
      problem: expect.stringContaining('a change cannot be read') as string,
    });
  });
});
