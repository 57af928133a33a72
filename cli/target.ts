import { KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { kinesisClient } from '../local/services/clients';
import { say } from './progress';
import { findRunning } from './running';

/** The Kinesis that a command talks to, and what to call it. */
export interface Target {
  readonly client: KinesisClient;
  readonly name: string;
}

/**
 * Where `AWS_ENDPOINT_URL` or `AWS_ENDPOINT_URL_KINESIS` points; else the runner on this machine, if one runs; else AWS,
 * by the usual environment.
 */
export async function kinesisTarget(): Promise<Target> {
  const endpoint = process.env['AWS_ENDPOINT_URL_KINESIS'] ?? process.env['AWS_ENDPOINT_URL'];
  if (endpoint) return { client: new KinesisClient({ requestHandler: new NodeHttpHandler() }), name: endpoint };
  const running = findRunning();
  if (!running) return { client: new KinesisClient(), name: 'AWS' };
  say(
    `using the runner on this machine (process ${running.pid}, ${running.kinesis}); set AWS_ENDPOINT_URL for another`,
  );
  return { client: await kinesisClient(running.kinesis), name: running.kinesis };
}
