/** What the AWS SDK and Node say of an error, beside its message. */
interface Told {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly errors?: readonly Error[];
  readonly $metadata?: unknown;
}

/** Names of errors of the services and of the SDK, and what they mean to who typed the command. */
const MEANINGS: readonly (readonly [names: RegExp, meaning: string])[] = [
  [
    /^(CredentialsProviderError|TokenProviderError)$/,
    'no credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  ],
  [/^(Expired|RequestExpired|TokenRefreshRequired)/, 'the credentials have expired'],
  [
    /^(UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|MissingAuthentication|InvalidAccessKeyId)/,
    'the credentials are not accepted',
  ],
  [/^(AccessDenied|NotAuthorized|OptInRequired|KMSAccessDenied)/, 'not allowed'],
  [/^ResourceNotFound/, 'not found'],
  [
    /^(Throttl|ProvisionedThroughputExceeded|LimitExceeded|RequestLimitExceeded|TooManyRequests|SlowDown)/,
    'too many requests, try again later',
  ],
  [
    /^(InternalFailure|InternalServerError|ServiceUnavailable|TimeoutError)/,
    'the service does not answer, try again later',
  ],
];

/** Node's codes of connections that did not come about, or broke. */
const CONNECTION =
  /^(ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|EPROTO|ERR_HTTP2|ERR_TLS|ERR_SSL|ERR_INVALID_URL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/;

/** An error of a call to AWS as one line that says what to mend; undefined where it is none. */
export function awsErrorLine(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { name = '', code = '', $metadata } = error as Told;
  const message = messageOf(error);
  if (message === 'Region is missing')
    return 'no region: set AWS_REGION, or name a profile that has one by AWS_PROFILE; or start a runner by `local`';
  if (message.startsWith('Region not accepted')) return `AWS_REGION: ${message}`;
  const meaning = MEANINGS.find(([names]) => names.test(name))?.[1];
  if (meaning !== undefined) return `${meaning}: ${message}`;
  if (CONNECTION.test(code)) return `no connection: ${message}`;
  return $metadata === undefined ? undefined : `${name}: ${message}`;
}

/** In one line; of an attempt by several addresses, what was said of the first. */
function messageOf(error: Told): string {
  const { message = '', errors = [], name = '' } = error;
  return (message || errors[0]?.message || name).split('\n')[0]!.slice(0, 300);
}
