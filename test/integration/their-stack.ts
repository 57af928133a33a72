import { App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Stream, StreamEncryption } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';

export const THEIR_STACK = 'Tidemark-Test-Theirs';

/** What the stack says about itself. */
export interface TheirOutputs {
  readonly StreamArn: string;
  readonly KeyArn: string;
}

/** Synthesizes the stack of somebody else, who has a stream that is encrypted with a key of its own. */
export function synthTheirs(outdir: string): void {
  const app = new App({ outdir });
  const stack = new Stack(app, THEIR_STACK);
  const encryptionKey = new Key(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY });
  const stream = new Stream(stack, 'Stream', {
    streamName: 'tidemark-test-theirs',
    shardCount: 2,
    encryption: StreamEncryption.KMS,
    encryptionKey,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  new CfnOutput(stack, 'StreamArn', { value: stream.streamArn });
  new CfnOutput(stack, 'KeyArn', { value: encryptionKey.keyArn });
  app.synth();
}
