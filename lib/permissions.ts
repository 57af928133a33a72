import { Aws, Validations } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { type Grant, type IGrantable, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IStream, IStreamConsumer } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Pipeline } from '../engine/definition/pipeline';

/** Of a table. A conditional put is a put, and a batch of deletes a batch write. */
const READ_WRITE_ACTIONS = ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem', 'dynamodb:BatchWriteItem'];
/** To insert many items in a call, which PartiQL does (BatchExecuteStatement). */
export const READ_WRITE_INSERT_ACTIONS = [...READ_WRITE_ACTIONS, 'dynamodb:PartiQLInsert'];

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
  grantKey(stream.encryptionKey, grantee, 'kms:Decrypt');
}

/** To be sent the records of a stream by its consumer, which is a resource of its own (enhanced fan-out). */
export function grantSubscribe(consumer: IStreamConsumer, grantee: IGrantable): void {
  consumer.grant(grantee, 'kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard');
}

/** To put records on a stream, and what else the caller asks for. */
export function grantPut(stream: IStream, grantee: IGrantable, ...actions: string[]): Grant {
  grantKey(stream.encryptionKey, grantee, 'kms:GenerateDataKey');
  return stream.grant(grantee, 'kinesis:PutRecords', ...actions);
}

/**
 * To read schemas by the ids that records name. Those tell nothing of registry or schema, and AWS's own policy for readers
 * allows any (https://docs.aws.amazon.com/glue/latest/dg/schema-registry-gs-serde.html, IAM examples for deserializers).
 */
export function grantSchemas(role: Role): void {
  role.addToPolicy(new PolicyStatement({ actions: ['glue:GetSchemaVersion'], resources: ['*'] }));
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'A record names a version of a schema by its id alone, which may be of any registry: the read knows no narrower resource.',
  });
}

/** To use a table. DynamoDB decrypts with the right of whoever asks. */
export function grantTable(table: Table, grantee: IGrantable, actions: readonly string[] = READ_WRITE_ACTIONS): Grant {
  const writes = actions.some(action => /:(Put|BatchWrite)/.test(action));
  const toWrite = writes ? ['kms:Encrypt', 'kms:GenerateDataKey'] : [];
  grantKey(table.encryptionKey, grantee, 'kms:Decrypt', 'kms:DescribeKey', ...toWrite);
  return table.grant(grantee, ...actions);
}

/** To read the objects of lookup tables, also at versions before; https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
export function grantLookups(role: Role, lookups: Pipeline['lookups']): void {
  for (const { from } of Object.values(lookups)) {
    if ('file' in from) continue;
    const bucket = `arn:${Aws.PARTITION}:s3:::${from.bucket}`;
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['s3:GetObject', 's3:GetObjectVersion'], resources: [`${bucket}/${from.key}`] }),
    );
    role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['s3:ListBucketVersions'],
        resources: [bucket],
        conditions: { StringEquals: { 's3:prefix': from.key } },
      }),
    );
  }
}

/** Keys that AWS manages need no permission, and are not known here. */
export function grantKey(key: IKey | undefined, grantee: IGrantable, ...actions: string[]): void {
  key?.grant(grantee, ...actions);
}
