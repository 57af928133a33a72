import type { IncomingMessage } from 'node:http';
import { isHostName, ServedNames, urlOf } from '../../../local/web/served-names';

const asked = (host?: string, origin?: string): IncomingMessage => ({ headers: { host, origin } }) as IncomingMessage;

test.each(['127.0.0.1', '0.0.0.0', '::', '::1'])('listening on %s serves the names of loopback and no other', host => {
  const names = new ServedNames(host);
  for (const name of ['127.0.0.1:4100', 'localhost', 'LOCALHOST:8080', '[::1]:4100'])
    expect(names.hasServedHost(asked(name))).toBe(true);
  for (const name of [undefined, '', 'evil.test', 'localhost.evil.test', '0.0.0.0:4100', '10.0.0.1', 'localhost:80:80'])
    expect(names.hasServedHost(asked(name))).toBe(false);
});

test('an address that was asked to listen on is served by itself', () => {
  expect(new ServedNames('192.0.2.1').hasServedHost(asked('192.0.2.1:4100'))).toBe(true);
  expect(new ServedNames('2001:db8::1').hasServedHost(asked('[2001:db8::1]:4100'))).toBe(true);
  expect(new ServedNames('192.0.2.1').hasServedHost(asked('192.0.2.2:4100'))).toBe(false);
});

test('names that are allowed are served, whatever their case, and not those below them', () => {
  const names = new ServedNames('0.0.0.0', ['Tidemark.example', 'tidemark']);
  expect(names.hasServedHost(asked('tidemark.EXAMPLE:443'))).toBe(true);
  expect(names.hasServedHost(asked('tidemark'))).toBe(true);
  expect(names.hasServedHost(asked('a.tidemark.example'))).toBe(false);
});

test('the page may ask from its own host and port only; TLS may stand before an added name', () => {
  const names = new ServedNames('0.0.0.0', ['tidemark.example']);
  expect(names.isFromOwnPage(asked('localhost:4100'))).toBe(true);
  expect(names.isFromOwnPage(asked('localhost:4100', 'http://localhost:4100'))).toBe(true);
  expect(names.isFromOwnPage(asked('tidemark.example', 'https://tidemark.example'))).toBe(true);
  for (const origin of ['https://localhost:4100', 'http://localhost:1', 'http://tidemark.example', 'null'])
    expect(names.isFromOwnPage(asked('localhost:4100', origin))).toBe(false);
});

test('page views come from the names served, whatever the port', () => {
  const names = new ServedNames('0.0.0.0', ['tidemark.example']);
  for (const origin of ['http://localhost:3000', 'https://tidemark.example', 'http://tidemark.example:81'])
    expect(names.isServedOrigin(origin)).toBe(true);
  for (const origin of ['https://evil.test', 'https://localhost', 'ftp://tidemark.example', 'null', ''])
    expect(names.isServedOrigin(origin)).toBe(false);
});

test('a name to allow has neither wildcard, scheme, port nor path', () => {
  for (const name of ['tidemark', 'a-b.example', '192.0.2.1', '[2001:db8::1]']) expect(isHostName(name)).toBe(true);
  for (const name of ['', '*', '*.example', 'a:80', 'a:81', 'http://a', 'a/b', 'u@a', 'a b', '::1'])
    expect([name, isHostName(name)]).toEqual([name, false]);
});

test('what listens on every address is asked on loopback', () => {
  expect(urlOf('0.0.0.0', 4100)).toBe('http://127.0.0.1:4100');
  expect(urlOf('::', 4100)).toBe('http://127.0.0.1:4100');
  expect(urlOf('::1', 4100)).toBe('http://[::1]:4100');
});
