import { parseText } from '../../engine/events/parse-event';
import pageViews from '../../pipelines/page-views';

const VIEW = { anonymous_user_id: 'v', url: 'https://www.example.com/home', time: 1_700_000_000 };

/** A derived column of a view. */
function column(name: string, view: object): unknown {
  const parsed = parseText(pageViews, Buffer.from(JSON.stringify({ ...VIEW, ...view })), NaN);
  return (parsed as { values: Readonly<Record<string, unknown>> }).values[name];
}

const at = (query: string): object => ({ url: `${VIEW.url}?${query}` });

test.each([
  [undefined, null],
  ['', null],
  ['https://www.example.com/products', null],
  ['www.example.com', null],
  ['news.example.org', 'news.example.org'],
  ['https://News.example.org:8443/a?b', 'news.example.org:8443'],
  ['android-app://com.example.reader/', 'com.example.reader'],
  ['News.Example.org', 'news.example.org'],
  ['http://', null],
  ['https://[::1', null],
  ['mailto:x@google.com', null],
  ['/path', null],
  ['a b.example', null],
])('the referrer %j is of the host %j', (referrer, host) => {
  expect(column('referrer_host', { referrer }) ?? null).toBe(host);
});

test.each([
  [{}, 'direct', 'direct'],
  [{ referrer: 'www.google.com' }, 'www.google.com', 'search'],
  [{ referrer: 'https://search.yahoo.com/' }, 'search.yahoo.com', 'search'],
  [{ referrer: 'mail.google.com' }, 'mail.google.com', 'referral'],
  [{ referrer: 't.co' }, 't.co', 'social'],
  [{ referrer: 'm.facebook.com' }, 'm.facebook.com', 'social'],
  [{ referrer: 'notfacebook.com' }, 'notfacebook.com', 'referral'],
  [{ referrer: 'news.example.org' }, 'news.example.org', 'referral'],
  [at('utm_source=google&utm_medium=CPC'), 'google', 'paid'],
  [at('utm_source=google&utm_medium=organic'), 'google', 'search'],
  [at('utm_source=weekly&utm_medium=email'), 'weekly', 'email'],
  [at('utm_source=facebook&utm_medium=post'), 'facebook', 'social'],
  [at('utm_source=partner&utm_medium=referral'), 'partner', 'referral'],
  [at('utm_source=poster'), 'poster', 'campaign'],
  [at('utm_campaign=launch'), 'direct', 'campaign'],
  [{ ...at('utm_source=poster'), referrer: 'www.google.com' }, 'poster', 'campaign'],
  [{ ...at('utm_source='), referrer: 'www.google.com' }, 'www.google.com', 'search'],
  [at('utm_source=Google&utm_medium=organic'), 'google', 'search'],
  [{ referrer: 'www.google.co.uk' }, 'www.google.co.uk', 'search'],
  [{ referrer: 'www.google.com.evil.io' }, 'www.google.com.evil.io', 'referral'],
])('a view with %j comes from %s by the channel %s', (view, source, channel) => {
  expect([column('source', view), column('channel', view)]).toEqual([source, channel]);
});

test.each([
  ['Windows', '1920x1080', 'desktop'],
  ['Windows', undefined, 'desktop'],
  ['macOS', '1440x900', 'desktop'],
  ['Android', '412x915', 'mobile'],
  ['iOS', undefined, 'mobile'],
  ['iOS', '1180x820', 'tablet'],
  [undefined, '390x844', 'mobile'],
  [undefined, '1920x1080', 'desktop'],
  [undefined, 'large', null],
  [undefined, undefined, null],
])('%s at %s is the device %j', (os, screen_resolution, device) => {
  expect(column('device', { os, screen_resolution }) ?? null).toBe(device);
});
