import { parameterOf, readPageUrl } from './page-url';
import { type ScalarFunction, scalarFunction } from './scalar-function';

/** Parts of an address, read as a browser reads it; null where it has none, or is no address. */
export const URLS: readonly ScalarFunction[] = [
  scalarFunction({
    name: 'url_host',
    takes: ['text'],
    gives: 'text',
    mayBeNull: true,
    plain: (url: string) => readPageUrl(url).host,
  }),
  scalarFunction({
    name: 'url_path',
    takes: ['text'],
    gives: 'text',
    mayBeNull: true,
    plain: (url: string) => readPageUrl(url).path,
  }),
  scalarFunction({
    name: 'url_parameter',
    takes: ['text', 'text'],
    gives: 'text',
    mayBeNull: true,
    plain: (url: string, name: string) => parameterOf(url, name),
  }),
];
