/**
 * The fields of CloudFront's real-time logs in the order in which a row has them, whatever the order they were chosen in
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html#understand-real-time-log-config-fields).
 * Of fields that came later the place is not known here.
 */
const FIELDS: readonly string[] = [
  'timestamp',
  'c-ip',
  'time-to-first-byte',
  'sc-status',
  'sc-bytes',
  'cs-method',
  'cs-protocol',
  'cs-host',
  'cs-uri-stem',
  'cs-bytes',
  'x-edge-location',
  'x-edge-request-id',
  'x-host-header',
  'time-taken',
  'cs-protocol-version',
  'c-ip-version',
  'cs-user-agent',
  'cs-referer',
  'cs-cookie',
  'cs-uri-query',
  'x-edge-response-result-type',
  'x-forwarded-for',
  'ssl-protocol',
  'ssl-cipher',
  'x-edge-result-type',
  'fle-encrypted-fields',
  'fle-status',
  'sc-content-type',
  'sc-content-len',
  'sc-range-start',
  'sc-range-end',
  'c-port',
  'x-edge-detailed-result-type',
  'c-country',
  'cs-accept-encoding',
  'cs-accept',
  'cache-behavior-path-pattern',
  'cs-headers',
  'cs-header-names',
  'cs-headers-count',
];

/** What is wrong with the order of columns as fields of CloudFront, which refuses names that it does not know by itself. */
export function orderProblem(columns: readonly string[]): string | undefined {
  const given = columns.filter(column => FIELDS.includes(column));
  const delivered = FIELDS.filter(field => given.includes(field));
  if (given.every((column, i) => column === delivered[i])) return undefined;
  return `CloudFront delivers them in another order: ${delivered.join(', ')}`;
}
