import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';

/** Of a table. A conditional put is a put, and a batch of deletes a batch write. */
export const READ_WRITE_ACTIONS = ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:BatchWriteItem'];

/** To read a stream, as a function, an event source mapping or a delivery stream does. */
export function grantRead(stream: IStream, grantee: IGrantable): void {
  stream.grant(
    grantee,
    'kinesis:DescribeStream',
    'kinesis:DescribeStreamSummary',
    'kinesis:GetRecords',
    'kinesis:GetShardIterator',
    'kinesis:ListShards',
  );
}
