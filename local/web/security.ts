import type { IncomingMessage } from 'node:http';

export const HOST = '127.0.0.1';

/** Names under which this machine may be asked: a web site can give a name of its own our address, and read by it. */
const OWN_NAMES = new Set([HOST, 'localhost', '[::1]']);

/** For every answer. The page's scripts and styles are files of its own. */
export const SECURITY_HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
} as const;

/** Whether a URL's origin is of this machine, whatever the port. */
export function isOwnOrigin(origin: string): boolean {
  try {
    const { protocol, hostname } = new URL(origin);
    return protocol === 'http:' && OWN_NAMES.has(hostname);
  } catch {
    return false;
  }
}

export const hasOwnHost = ({ headers }: IncomingMessage): boolean =>
  OWN_NAMES.has((headers.host ?? '').replace(/:\d+$/, ''));

/** False where the page of another site asks: its browser says so. */
export function isFromOwnPage({ headers }: IncomingMessage): boolean {
  return headers.origin === undefined || headers.origin === `http://${headers.host}`;
}
