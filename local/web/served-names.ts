import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** Where the page listens unless told otherwise, and where everything else listens always. */
export const LOOPBACK = '127.0.0.1';

const LOOPBACK_NAMES = [LOOPBACK, 'localhost', '[::1]'] as const;

/** Addresses that stand for all of a machine's: nobody asks by them. */
const ANY_ADDRESS = new Set(['0.0.0.0', '::']);

/**
 * Names under which the page may be asked. A web site can give a name of its own our address, and so have a browser read
 * from us: whatever the address listened on, a name that nobody allowed is refused.
 */
export class ServedNames {
  private readonly added: ReadonlySet<string>;
  private readonly all: ReadonlySet<string>;

  /**
   * @param host the address listened on, served by itself too unless it stands for all
   * @param allowed further names, without port
   */
  constructor(host: string = LOOPBACK, allowed: readonly string[] = []) {
    const own = ANY_ADDRESS.has(host) ? [] : [inUrl(host)];
    const loopback = new Set<string>(LOOPBACK_NAMES);
    this.added = new Set([...own, ...allowed.map(name => name.toLowerCase())].filter(name => !loopback.has(name)));
    this.all = new Set([...loopback, ...this.added]);
  }

  /** Whether a request asks for one of the names, whatever the port. */
  hasServedHost({ headers }: IncomingMessage): boolean {
    return this.all.has((headers.host ?? '').toLowerCase().replace(/:\d+$/, ''));
  }

  /** Whether a URL's origin is one of the names, whatever the port. */
  isServedOrigin(origin: string): boolean {
    try {
      const { protocol, hostname } = new URL(origin);
      return this.schemes(hostname).includes(protocol) && this.all.has(hostname);
    } catch {
      return false;
    }
  }

  /** False where the page of another site asks: its browser says so. */
  isFromOwnPage({ headers: { host = '', origin } }: IncomingMessage): boolean {
    if (origin === undefined) return true;
    const name = host.toLowerCase();
    return this.schemes(name.replace(/:\d+$/, '')).some(scheme => origin === `${scheme}//${name}`);
  }

  /** A proxy may speak TLS for an added name; for the machine itself nothing here does. */
  private schemes(name: string): readonly string[] {
    return this.added.has(name) ? ['http:', 'https:'] : ['http:'];
  }
}

/** Whether a text is a host name or an address as it stands in a URL, with neither port nor wildcard. */
export function isHostName(text: string): boolean {
  try {
    return /^[\w.:[\]-]+$/.test(text) && new URL(`http://${text}`).hostname === text.toLowerCase();
  } catch {
    return false;
  }
}

/** The URL at which this machine asks what listens on an address. */
export function urlOf(host: string, port: number): string {
  return `http://${ANY_ADDRESS.has(host) ? LOOPBACK : inUrl(host)}:${port}`;
}

function inUrl(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}
