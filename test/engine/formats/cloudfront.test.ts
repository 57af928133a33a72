import { count, definePipeline, epochSeconds, integer, string, tumbling } from 'tidemark';
import { eventsOf } from './support/events-of';

const queries = { all: { window: tumbling('1 second'), select: { n: count() } } };

describe('CloudFront', () => {
  const columns = ['timestamp', 'sc-status', 'cs-uri-stem', 'cs-user-agent', 'cs-referer'];
  const cloudfront = definePipeline({
    name: 'cloudfront',
    source: { format: 'cloudfront', columns },
    event: {
      at: epochSeconds({ at: 'timestamp' }),
      status: integer({ at: 'sc-status' }).optional(),
      uri: string({ at: 'cs-uri-stem' }),
      agent: string({ at: 'cs-user-agent' }).optional(),
    },
    eventTime: 'at',
    queries,
  });

  test('reads its fields in their order, - as none, and headers without their escapes', () => {
    const rows = [
      '1793526855.123\t200\t/a%20b?q=%2F\tMozilla/5.0%20(X11;%20Linux)\t-',
      '1793526856.000\t-\t/\t-\t-',
      '1793526857.5\t000\t/\t-\t-',
    ];
    expect(eventsOf(cloudfront, `${rows.join('\n')}\n`)).toEqual([
      {
        at: 1793526855.123,
        status: 200,
        uri: '/a%20b?q=%2F',
        agent: 'Mozilla/5.0 (X11; Linux)',
      },
      { at: 1793526856, status: null, uri: '/', agent: null },
      'status (at sc-status): expected integer, got string "000"',
    ]);
  });

  test('keeps a header that was cut off within an escape', () => {
    expect(eventsOf(cloudfront, '1793526855.1\t200\t/\tcurl%20%E6%97\t-')).toMatchObject([{ agent: 'curl%20%E6%97' }]);
  });

  test('refuses a row without a field that every event needs', () => {
    expect(eventsOf(cloudfront, '1793526855.1\t200\t-\t-\t-')).toEqual(['uri (at cs-uri-stem): missing']);
  });
});
