import type { CellText } from './table';

/**
 * Request headers, which CloudFront percent-encodes to keep blanks and tabs out of its rows. URIs are not among them: what
 * is encoded there the viewer has encoded.
 */
const HEADERS: ReadonlySet<string> = new Set([
  'cs-user-agent',
  'cs-referer',
  'cs-cookie',
  'cs-accept',
  'cs-accept-encoding',
  'cs-headers',
  'cs-header-names',
]);

/** A cell of CloudFront's real-time logs: `-` is no value. */
export const cloudFrontCell: CellText = (text, column) => {
  if (text === '-') return undefined;
  return HEADERS.has(column) ? decoded(text) : text;
};

/** As it stands where it is cut off within an escape, or never was encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
