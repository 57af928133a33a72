import { NodeHttpHandler } from '@smithy/node-http-handler';

/** Emulators speak HTTP/1.1 only, so the Kinesis client's default handler is replaced where an endpoint is overridden. */
export function clientOptions(service: 'KINESIS' | 'DYNAMODB' | 'S3'): {
  maxAttempts: number;
  requestHandler?: NodeHttpHandler;
} {
  const isOverridden = process.env[`AWS_ENDPOINT_URL_${service}`] ?? process.env['AWS_ENDPOINT_URL'];
  return { maxAttempts: 5, ...(isOverridden ? { requestHandler: new NodeHttpHandler() } : {}) };
}
