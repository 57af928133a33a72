import * as fc from 'fast-check';
import { parameterOf, readPageUrl, URL_TEXT_MAX } from '../../engine/expression/functions/page-url';

const path = (url: string): string | null => readPageUrl(url).path;

test.each([
  ['https://example.com/home?tab=2#part', '/home'],
  ['https://example.com', '/'],
  [' https://example.com/ws ', '/ws'],
  ['https:example.com', '/'],
  ['https://example.com/a/../b/./c', '/b/c'],
  ['https://example.com/a%2Fb%20c', '/a%2Fb%20c'],
  ['https://example.com/%ff', '/%FF'],
  ['https://example.com/%e2%80%aeabc', '/%E2%80%AEabc'],
  ['/home?utm_source=mail', '/home'],
  ['http://[bad', null],
])('the path of %j is %j', (url, expected) => {
  expect(path(url)).toBe(expected);
});

test('letters and their percent form are one path', () => {
  for (const url of ['/パス', '/%E3%83%91%E3%82%B9', '/%e3%83%91%E3%82%b9', '/パ%E3%82%B9'])
    expect(path(`https://example.com${url}`)).toBe('/パス');
  expect(path('https://example.com/%7euser')).toBe(path('https://example.com/~user'));
});

test('a host is in lower case, without name, password and the usual port', () => {
  expect(readPageUrl('HTTPS://me:secret@Example.COM:443/').host).toBe('example.com');
  expect(readPageUrl('https://example.com:8443/').host).toBe('example.com:8443');
});

test('long texts end with an ellipsis, and no letter is cut in half', () => {
  expect(path(`https://example.com/${'x'.repeat(700)}`)).toBe(`/${'x'.repeat(510)}…`);
  const long = `https://example.com/?utm_source=${'x'.repeat(510)}${'🚀'.repeat(10)}`;
  expect(parameterOf(long, 'utm_source')).toBe(`${'x'.repeat(510)}…`);
  expect(path(`https://example.com/${'x'.repeat(511)}`)).toHaveLength(512);
});

test('whatever the text, nothing throws and no part is longer than a key may be', () => {
  const part = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 700 }),
    fc.constantFrom('%', '%ff', '\ud800', 'パ', '..'),
  );
  const url = fc.array(fc.oneof(part, fc.constantFrom('https:', '/', '?utm_source=', '&utm_medium=', '#', ':', '@')));
  fc.assert(
    fc.property(url, parts => {
      const url = parts.join('');
      const { scheme, host, path } = readPageUrl(url);
      for (const text of [scheme, host, path, parameterOf(url, 'utm_source'), parameterOf(url, 'utm_medium')]) {
        expect(text?.length ?? 0).toBeLessThanOrEqual(URL_TEXT_MAX);
        expect(text?.isWellFormed() ?? true).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test('a path that is read again, as an address, is the same', () => {
  const segment = fc.string({ unit: 'binary', maxLength: 20 });
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 4 }), segments => {
      const once = path(`https://example.com/${segments.join('/')}`)!;
      expect(path(`https://example.com${once}`)).toBe(once);
    }),
    { numRuns: 500 },
  );
});
