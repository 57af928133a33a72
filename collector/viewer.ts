import type { ApiRequest } from '../api/http';

/** What CloudFront tells of a client that it stands in front of. */
export interface Viewer {
  /** Two letters (ISO 3166-1), by the client's address. */
  readonly country: string | undefined;
  readonly address: string | undefined;
}

export function readViewer(headers: ApiRequest['headers']): Viewer {
  const country = headers['cloudfront-viewer-country'] ?? '';
  return {
    country: /^[A-Za-z]{2}$/.test(country) ? country.toUpperCase() : undefined,
    address: headers['cloudfront-viewer-address']?.replace(/:\d+$/, '') || undefined,
  };
}
