import { NodeHttpHandler } from '@smithy/node-http-handler';

/** Longest wait for an answer, ms: left alone, the SDK waits for as long as a function lives. A call is then tried again. */
const ANSWER_MS = 15_000;
const CONNECTION_MS = 3_000;

interface Timeouts extends Record<string, unknown> {
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  readonly throwOnRequestTimeout: boolean;
}

/**
 * How a client of AWS tries: five times, with the backoff of the SDK's standard mode, what is throttled, cut off, not answered
 * in time or failed on AWS's side; nothing else. A write whose answer was lost may so be sent twice. Emulators speak HTTP/1.1
 * only, so the Kinesis client's default handler is replaced where an endpoint is overridden.
 */
export function clientOptions(
  service: 'KINESIS' | 'DYNAMODB' | 'S3' | 'GLUE',
  answerMs = ANSWER_MS,
): { maxAttempts: number; requestHandler: NodeHttpHandler | Timeouts } {
  const timeouts = { connectionTimeout: CONNECTION_MS, requestTimeout: answerMs, throwOnRequestTimeout: true };
  const isOverridden = process.env[`AWS_ENDPOINT_URL_${service}`] ?? process.env['AWS_ENDPOINT_URL'];
  return { maxAttempts: 5, requestHandler: isOverridden ? new NodeHttpHandler(timeouts) : timeouts };
}
