import { epochMillis, epochSeconds, number, string } from 'tidemark';
import { takesPageViews } from '../../collector/accepts';
import pageViews from '../../pipelines/page-views';

const views = { anonymous_user_id: string(), url: string(), time: epochSeconds() };

test.each([
  ['the built-in pipeline', pageViews, true],
  ['fields of the same names', { fields: views, eventTime: 'time' }, true],
  [
    'fields of other names that are read from them',
    {
      fields: {
        visitor: string({ at: 'anonymous_user_id' }),
        page: string({ at: '"url"' }),
        at: epochSeconds({ at: 'time', text: true }),
      },
      eventTime: 'at',
    },
    true,
  ],
  [
    'a field of the name that is read from elsewhere',
    { fields: { ...views, url: string({ at: 'page.url' }) }, eventTime: 'time' },
    false,
  ],
  ['a field of another kind', { fields: { ...views, url: number() }, eventTime: 'time' }, false],
  ['times in milliseconds', { fields: { ...views, time: epochMillis() }, eventTime: 'time' }, false],
  ['another event time', { fields: { ...views, seen: epochSeconds() }, eventTime: 'seen' }, false],
  ['no such field', { fields: { time: epochSeconds() }, eventTime: 'time' }, false],
])('a pipeline with %s takes page views or not', (_, pipeline, takes) => {
  expect(takesPageViews(pipeline)).toBe(takes);
});
