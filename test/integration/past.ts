import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { setTimeout as pause } from 'node:timers/promises';
import { TRADES } from './inputs';
import { CheckFailed, say } from './step';

/**
 * Gives a stream that exists a past: the trades at a hundred times their price, which would show in every window.
 *
 * @returns a time after it, to the second, as the app takes it.
 * @throws CheckFailed when a record is refused.
 */
export async function putPast(streamArn: string, endpoint: string): Promise<string> {
  const kinesis = new KinesisClient({ endpoint, requestHandler: new NodeHttpHandler(), maxAttempts: 5 });
  const Records = TRADES.map(trade => ({
    PartitionKey: trade.stockName,
    Data: Buffer.from(JSON.stringify({ ...trade, price: 100 * trade.price })),
  }));
  const { FailedRecordCount } = await kinesis.send(new PutRecordsCommand({ StreamARN: streamArn, Records }));
  if (FailedRecordCount) throw new CheckFailed(`${FailedRecordCount} of ${Records.length} records refused`);
  const startAtMs = 1000 * Math.ceil(Date.now() / 1000 + 0.1);
  await pause(startAtMs - Date.now());
  say(`put ${Records.length} trades of the past`);
  return new Date(startAtMs).toISOString().replace('.000', '');
}
