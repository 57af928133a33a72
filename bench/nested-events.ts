import { seededRandom } from '../producer/random';

const START_MS = Date.UTC(2026, 9, 1, 12);
const PATHS = ['/', '/shop', '/shop/shoes', '/shop/hats', '/cart', '/checkout', '/blog', '/about', '/help', '/jobs'];
const AGENT =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

/** JSON texts of orders as Segment sends them, about 1,050 bytes each; revenue is text, as many shops send it. */
export function nestedTexts(count: number): string[] {
  const random = seededRandom(3);
  const id = (): string =>
    Math.floor(random() * 2 ** 48)
      .toString(16)
      .padStart(12, '0');
  return Array.from({ length: count }, (_, i) => {
    const path = PATHS[Math.floor(random() * PATHS.length)]!;
    const sent = new Date(START_MS + i).toISOString();
    return JSON.stringify({
      anonymousId: `507f191e-810c-4729-9860-${id()}`,
      channel: 'browser',
      context: {
        app: { name: 'shop', version: '5.45.0', build: '3.0.1.545' },
        campaign: { name: 'autumn', source: 'newsletter', medium: 'email', term: 'shoes', content: 'image link' },
        ip: `203.0.113.${i % 256}`,
        library: { name: 'analytics.js', version: '2.11.1' },
        locale: 'en-AU',
        page: {
          path,
          referrer: '',
          search: '?utm_source=newsletter',
          title: 'Shoes, hats and "more"',
          url: `https://shop.example.com${path}?utm_source=newsletter`,
        },
        screen: { width: 1728, height: 1117, density: 2 },
        timezone: 'Australia/Sydney',
        userAgent: AGENT,
      },
      event: 'Order Completed',
      integrations: { All: true, Mixpanel: false },
      messageId: `ajs-next-${id()}`,
      properties: {
        currency: 'AUD',
        order_id: id(),
        products: [{ product_id: id().slice(6), price: 19.5, quantity: 1 + (i % 3) }],
        revenue: (5 + 200 * random()).toFixed(2),
      },
      receivedAt: sent,
      sentAt: sent,
      timestamp: sent,
      type: 'track',
      userId: null,
    });
  });
}
